import { expect, test } from 'vitest'
import { compileText } from '../testing/compile-text.js'

const HEAD = 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny }\n'

const bomb = Array.from(
  { length: 9 },
  (_, level) =>
    `  l${level}: &l${level} [${Array(9)
      .fill(level === 0 ? 'lol' : `*l${level - 1}`)
      .join(', ')}]`,
).join('\n')

test.each([
  ['nothing', 'AF1005', ''],
  ['white space', 'AF1005', ' \n\n  \n'],
  ['comments', 'AF1005', '# one\n# two\n'],
  ['null', 'AF1005', '~\n'],
  ['a list', 'AF1006', '- a\n'],
  ['a scalar', 'AF1006', 'hello'],
  ['a tab before a key', 'AF1007', `${HEAD}spec:\n\tsources: {}\n`],
  ['a tab after spaces', 'AF1007', `${HEAD}spec:\n  sources:\n  \tflights: {}\n`],
  ['a duplicate key', 'AF1008', `${HEAD}spec: {}\nspec: {}\n`],
  ['a duplicate key in a flow map', 'AF1008', `${HEAD}spec: { sources: { a: 1, a: 2 } }\n`],
  ['an alias bomb', 'AF1009', `${HEAD}spec:\n${bomb}\n`],
  ['two documents', 'AF1010', `${HEAD}spec: {}\n---\na: 1\n`],
  ['__proto__', 'AF1011', `${HEAD}spec: { __proto__: { polluted: true } }\n`],
  ['constructor', 'AF1011', `${HEAD}spec: { models: { constructor: {} } }\n`],
  ['a merge key', 'AF1012', `${HEAD}spec: { <<: { a: 1 } }\n`],
  ['a list as a key', 'AF1012', `${HEAD}spec: { ? [a] : 1 }\n`],
  ['an open bracket', 'AF1013', `${HEAD}spec: { a: [1, 2\n`],
  ['an open quote', 'AF1013', `${HEAD}spec: { a: "b }\n`],
  ['YAML 1.1', 'AF1013', `%YAML 1.1\n---\n${HEAD}spec: {}\n`],
  ['deep nesting', 'AF1014', `${HEAD}spec: ${'['.repeat(100)}${']'.repeat(100)}\n`],
  ['nesting that exhausts the stack', 'AF1014', `${HEAD}spec: ${'['.repeat(200_000)}\n`],
  ['a tag', 'AF1015', `${HEAD}spec: !secret { a: 1 }\n`],
  ['an alias of nothing', 'AF1016', `${HEAD}spec: *nothing\n`],
  ['an alias of itself', 'AF1016', `${HEAD}spec: &a { b: *a }\n`],
  ['a number that is none', 'AF1017', `${HEAD}spec: { a: .nan }\n`],
  ['binary', 'AF1004', '\u0000\u0001\u0002'],
  ['bytes that were no UTF-8', 'AF1004', `${HEAD}# \ufffd\n`],
  ['a large file', 'AF1003', `# ${'x'.repeat(1024 * 1024)}\n`],
])('%s is %s', async (_name, code, text) => {
  const { diagnostics, factory } = await compileText(text)
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code])
  expect(factory).toBeUndefined()
})

test('nothing is polluted', async () => {
  await compileText(`${HEAD}spec: { __proto__: { polluted: true } }\n`)
  expect('polluted' in {}).toBe(false)
})

test.each([
  ['a byte order mark', `\ufeff${HEAD}spec: {}\n`],
  ['line ends of Windows', `${HEAD}spec:\n  platform:\n    namespace: x\n`.replaceAll('\n', '\r\n')],
  ['no line end', `${HEAD}spec: {}`],
  ['JSON', JSON.stringify({ apiVersion: 'aifactory.dev/v1', kind: 'AIFactory', metadata: { name: 'tiny' }, spec: {} })],
  ['a document marker', `---\n${HEAD}spec: {}\n`],
  ['anchors and aliases', `${HEAD}spec: { platform: { gpu: { nodeSelector: &s { a: b } }, spot: { nodeSelector: *s } } }\n`],
])('%s is read', async (_name, text) => {
  const { diagnostics, factory } = await compileText(text)
  expect(diagnostics).toEqual([])
  expect(factory?.name).toBe('tiny')
})

test('places count from the line of the text, not from what was normalized', async () => {
  const text = `\ufeff${HEAD}spec:\n  platfrom: {}\n`.replaceAll('\n', '\r\n')
  const { diagnostics } = await compileText(text)
  expect(diagnostics).toMatchObject([{ code: 'AF2001', range: { start: { line: 4, column: 2 }, end: { line: 4, column: 10 } } }])
})

test('a hundred thousand keys take no time', async () => {
  const keys = Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`).join('\n')
  const start = performance.now()
  await compileText(keys)
  expect(performance.now() - start).toBeLessThan(20_000)
})
