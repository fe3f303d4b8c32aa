import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, parseDocument, stringify } from 'yaml'
import { compileText, memoryFiles } from '../testing/compile-text.js'
import { migrateText } from './migrate.js'
import { migrateAll } from './migrate-all.js'
import { NEW, OLD } from './old-base.fixture.js'

test('fields are renamed, moved and given their new form; all else of the text stays', async () => {
  expect(await migrateText('aifactory.yaml', OLD)).toEqual({ text: NEW, from: 'aifactory.dev/v1alpha1', diagnostics: [] })
  const { diagnostics } = await compileText(NEW)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
})

test('what is migrated is left as it is', async () => {
  expect(await migrateText('aifactory.yaml', NEW)).toEqual({ text: NEW, from: 'aifactory.dev/v1', diagnostics: [] })
})

test('the line ends of Windows and a byte order mark stay', async () => {
  const { text } = await migrateText('aifactory.yaml', `\ufeff${OLD.replaceAll('\n', '\r\n')}`)
  expect(text).toBe(`\ufeff${NEW.replaceAll('\n', '\r\n')}`)
})

test('values mean the same however they were written', async () => {
  const expected = parse(NEW) as unknown
  const style = fc.record({
    collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
    defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const),
    defaultKeyType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const),
    indent: fc.integer({ min: 1, max: 6 }),
    lineWidth: fc.constantFrom(0, 40, 80),
  })
  await fc.assert(
    fc.asyncProperty(style, async (options) => {
      const text = stringify(parse(OLD), options)
      const migrated = await migrateText('aifactory.yaml', text)
      expect(migrated.diagnostics).toEqual([])
      expect(parse(migrated.text ?? '')).toEqual(expected)
    }),
  )
})

const old = (spec: string) => `apiVersion: aifactory.dev/v1alpha1\nkind: AIFactory\nmetadata: { name: shop }\nspec:\n${spec}`

test('what aliases repeat is changed where it is written', async () => {
  const text = old('  featureGroups:\n    a: &a { ttlSeconds: 60 }\n    b: *a\n')
  const { text: migrated = '' } = await migrateText('aifactory.yaml', text)
  expect(migrated).toContain('featureViews:\n    a: &a { ttl: 1m }\n    b: *a\n')
})

test.each([
  ['several documents', `${OLD}---\na: 1\n`, 'AF1010'],
  ['a version that is not known', OLD.replace('v1alpha1', 'v3'), 'AF2004'],
  ['both names', old('  featureGroups: {}\n  featureViews: {}\n'), 'AF2010'],
  ['a value without a form', old('  featureGroups: { a: { ttlSeconds: "${var.x}" } }\n'), 'AF2010'],
  ['a schedule given twice', old('  models: { m: { retrainSchedule: "0 3 * * *", retrain: { schedule: "0 4 * * *" } } }\n'), 'AF2010'],
  [
    'a place that aliases repeat',
    old('  models: { m: { retrain: &r { cooldown: 1d } }, n: { retrain: *r, retrainSchedule: "0 3 * * *" } }\n'),
    'AF2010',
  ],
])('%s: told with a place, and not migrated', async (_name, text, code) => {
  const { diagnostics, ...result } = await migrateText('aifactory.yaml', text)
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code])
  expect(diagnostics[0]?.range).toBeDefined()
  expect(result.text).toBeUndefined()
})

test('validate says what to do, with the change as a fix, and nothing of what only looks wrong', async () => {
  const { diagnostics } = await compileText(OLD)
  expect(diagnostics).toMatchObject([{ code: 'AF2009', suggestion: expect.stringContaining('aifactory migrate'), fixes: [{ safe: true }] }])
})

test('included files have the version of what includes them, unless they say another', async () => {
  const document = parseDocument(OLD)
  const sources = document.getIn(['spec', 'sources'])
  document.deleteIn(['spec', 'sources'])
  document.setIn(['spec', 'include'], ['sources.yaml', 'new.yaml'])
  const files = memoryFiles({
    'aifactory.yaml': String(document),
    'sources.yaml': stringify({ spec: { sources } }),
    'new.yaml': 'apiVersion: aifactory.dev/v1\nspec: {}\n',
  })
  const { files: changed, diagnostics } = await migrateAll(files, 'aifactory.yaml')
  expect(diagnostics).toEqual([])
  expect(changed.map(({ path }) => path)).toEqual(['aifactory.yaml', 'sources.yaml'])
  expect(changed[1]?.after).toContain('timestampField: ordered_at')
  const { diagnostics: told } = await compileText(String(document), { files: { 'sources.yaml': '', 'new.yaml': '' } })
  expect(told).toMatchObject([{ code: 'AF2009' }])
  expect(told[0]?.fixes).toBeUndefined()
})
