import { describe, expect, test } from 'vitest'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { Report } from '../diagnostics/report.js'
import { memoryFiles } from '../testing/compile-text.js'
import type { FileReader } from './file-reader.js'
import { load } from './load.js'
import { toValue } from './node.js'

const entity = (name: string): string => `spec: { entities: { ${name}: { joinKeys: [x] } } }\n`
const including = (...names: string[]): string => `spec:\n  include: ${JSON.stringify(names)}\n`

async function loaded(files: Record<string, string>, reader: FileReader = memoryFiles(files), entry = 'main.yaml') {
  const report = new Report()
  const root = await load(reader, entry, report)
  const { spec } = (root && (toValue(root) as { spec?: { entities?: object } })) ?? {}
  return { diagnostics: report.diagnostics, entities: Object.keys(spec?.entities ?? {}) }
}

describe('patterns', () => {
  const files = {
    'parts/b.yaml': entity('b'),
    'parts/a.yaml': entity('a'),
    'parts/.hidden.yaml': entity('hidden'),
    'parts/deep/c.yaml': entity('c'),
    'parts/deep/er/d.yaml': entity('d'),
    'parts/deep/note.txt': 'none',
    'node_modules/x/e.yaml': entity('e'),
  }

  test.each([
    ['parts/*.yaml', ['a', 'b']],
    ['parts/?.yaml', ['a', 'b']],
    ['parts/**/*.yaml', ['a', 'b', 'c', 'd']],
    ['**/c.yaml', ['c']],
    ['parts/*/*.yaml', ['c']],
    ['./parts/../parts/[ab].yaml', []],
  ])('%s', async (pattern, entities) => {
    const { diagnostics, entities: found } = await loaded({ ...files, 'main.yaml': including(pattern) })
    expect(found).toEqual(entities)
    expect(diagnostics.map(({ code }) => code)).toEqual(entities.length === 0 ? ['AF3016'] : [])
  })

  test('match the others, not the file that they stand in, and each file once', async () => {
    const all = { 'main.yaml': including('*.yaml', 'a.yaml'), 'a.yaml': `${entity('a')}`, 'b.yaml': entity('b') }
    expect(await loaded(all)).toEqual({ diagnostics: [], entities: ['a', 'b'] })
  })

  test('that match nothing are an error where they stand', async () => {
    const { diagnostics } = await loaded({ 'main.yaml': including('none/*.yaml') })
    expect(diagnostics).toMatchObject([{ code: 'AF3016', file: 'main.yaml', range: { start: { line: 1, column: 12 } } }])
  })

  test('are relative to the file that they stand in', async () => {
    const { entities, diagnostics } = await loaded({
      'main.yaml': including('x/in.yaml'),
      'x/in.yaml': including('../y/*.yaml'),
      'y/a.yaml': entity('a'),
    })
    expect([entities, diagnostics]).toEqual([['a'], []])
  })
})

describe('what may not be included', () => {
  test('a circle, told with its way', async () => {
    const { diagnostics } = await loaded({
      'main.yaml': including('a.yaml'),
      'a.yaml': including('b.yaml'),
      'b.yaml': including('main.yaml'),
    })
    expect(diagnostics).toMatchObject([
      { code: 'AF3015', file: 'b.yaml', message: expect.stringContaining('main.yaml -> a.yaml -> b.yaml -> main.yaml') },
    ])
  })

  test.each(['/etc/passwd', 'C:\\x.yaml', '~/x.yaml'])('%s, which is rooted elsewhere', async (name) => {
    expect((await loaded({ 'main.yaml': including(name) })).diagnostics).toMatchObject([{ code: 'AF3014', file: 'main.yaml' }])
  })

  test('what the reader refuses, told where it is named', async () => {
    const reader: FileReader = {
      read: async (path) => {
        if (path.startsWith('..')) throw new AIFactoryError('AF3014', `${path} is outside the repository`)
        return including('../../secret.yaml')
      },
      list: async (folder) => {
        throw new AIFactoryError('AF3014', `${folder} is outside the repository`)
      },
    }
    expect((await loaded({}, reader)).diagnostics).toMatchObject([{ code: 'AF3014', file: 'main.yaml', range: { start: { line: 1 } } }])
    const listing: FileReader = { ...reader, read: async () => including('../../*.yaml') }
    expect((await loaded({}, listing)).diagnostics).toMatchObject([{ code: 'AF3016' }])
  })

  test('a name that does not exist, with the one that was meant', async () => {
    const { diagnostics } = await loaded({ 'main.yaml': including('parts/airport.yaml'), 'parts/airports.yaml': entity('a') })
    expect(diagnostics).toMatchObject([{ code: 'AF3016', suggestion: 'Did you mean "parts/airports.yaml"?' }])
  })

  test('a file without a spec, or with more than one', async () => {
    expect(
      (await loaded({ 'main.yaml': including('a.yaml'), 'a.yaml': 'metadata: { name: x }\n' })).diagnostics.map(({ code }) => code),
    ).toEqual(['AF2001', 'AF2002'])
  })
})
