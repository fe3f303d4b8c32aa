import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CODES } from '../diagnostics/codes.js'
import { Report } from '../diagnostics/report.js'
import type { Node } from '../source/node.js'
import { parse } from '../source/parse.js'
import { SourceFile } from '../source/source-file.js'
import { BASE } from '../testing/base-factory.js'
import { withSpec } from '../testing/compile-text.js'
import { IncrementalParser } from './incremental-parser.js'

const EXAMPLE = readFileSync(new URL('../../examples/flight-delays/aifactory.yaml', import.meta.url), 'utf8')

/** A tree as data, with places by line and column. */
function shape(node: Node): unknown {
  const { file, start, end } = node.span
  const at = JSON.stringify([file.path, file.range(start, end)])
  if (node.kind === 'scalar') return [at, node.value]
  if (node.kind === 'list') return [at, node.items.map(shape)]
  return [at, [...node.entries].map(([name, { key, value }]) => [name, key.file.range(key.start, key.end), shape(value)])]
}

/** Expects the same as from the parser of the compiler: the same tree, or a problem where that has one. */
async function expectSame(parser: IncrementalParser, text: string): Promise<void> {
  const [whole, parts] = [new Report(), new Report()]
  const expected = await parse(new SourceFile('a.yaml', text), whole)
  const found = await parser.parse(new SourceFile('a.yaml', text), parts)
  expect(found && shape(found)).toEqual(expected && shape(expected))
  expect(parts.hasErrors).toBe(whole.hasErrors)
  for (const { range } of parts.diagnostics) expect(range?.end.line).toBeLessThanOrEqual(text.split('\n').length)
}

test('reads factories as the compiler does', async () => {
  for (const text of [BASE, EXAMPLE, BASE.replaceAll('\n', '\r\n'), `# a\n\n${BASE}\n# z\n`, BASE.replace('spec:', 'spec: # all')])
    await expectSame(new IncrementalParser(), text)
})

test('reads the examples of all codes as the compiler does, one after the other', async () => {
  const parser = new IncrementalParser()
  for (const { example } of Object.values(CODES) as { example?: { wrong: string; right: string; whole?: true } }[]) {
    if (example === undefined) continue
    for (const text of [example.wrong, example.right]) await expectSame(parser, example.whole ? text : withSpec(text))
  }
})

test.each([
  'spec: {}\n',
  'spec:\n',
  'spec:\n  sources:\n',
  'spec:\n  sources:\n  models:\n    a: {}\n',
  'spec:\n  sources:\n    a: {}\n    a: {}\n',
  'spec:\n  sources:\n    a: {}\n  sources:\n    b: {}\n',
  'spec:\n  sources:\n    a: &x { path: b }\n    c: *x\n',
  'spec:\n  notifications:\n  - { to: slack }\n  - { to: email }\nkind: x\n',
  'spec:\n  sources:\n    a:\n      description: |\n        text\n\n        more: text\n      path: b\n',
  'spec:\n  sources:\n    a:\n    b: 1\n',
  'spec:\n  sources:\n   a: 1\n    b: 1\n',
  'spec:\n  sources:\n    a: 1\n   b: 1\n',
  'spec:\n    sources:\n      a: 1\n  models: {}\n',
  'spec:\n  sources:\n    a: [1,\n      2]\n    b: 1\n',
  'spec:\n  sources:\n    a: [1,\n    2]\n    b: 1\n',
  '---\nspec:\n  sources:\n    a: 1\n---\nspec: {}\n',
  'a: 1\n  b: 2\nspec:\n  sources:\n    a: 1\n',
  'metadata:\n  name: a\nspec:\n  sources: { a: { path: b } }\n  models:\n    "b": {}\n',
])('reads %j as the compiler does', async (text) => {
  await expectSame(new IncrementalParser(), text)
})

test('reads as the compiler does after any number of changes', async () => {
  const piece = fc.constantFrom(
    '',
    ' ',
    '\n',
    ':',
    'a',
    ': ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    ',',
    '#',
    ' #',
    '  b: 1\n',
    '\n    c: { d: e }\n',
    '\n  models:\n',
    '&a ',
    '|',
  )
  const change = fc.record({ at: fc.nat(BASE.length), length: fc.constantFrom(0, 0, 1, 1, 2, 30), piece })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
      const parser = new IncrementalParser()
      await expectSame(parser, BASE)
      let text = BASE
      for (const { at, length, piece: put } of changes) {
        text = text.slice(0, at) + put + text.slice(at + length)
        await expectSame(parser, text)
      }
    }),
    { numRuns: 150 },
  )
})

test('what has not changed stays the same node, where lines before it have', async () => {
  const parser = new IncrementalParser()
  const read = async (text: string) => {
    const root = await parser.parse(new SourceFile('a.yaml', text), new Report())
    const spec = root?.entries.get('spec')?.value
    const models = spec?.kind === 'map' ? spec.entries.get('models')?.value : undefined
    return models?.kind === 'map' ? models.entries.get('late-arrival') : undefined
  }
  const before = await read(BASE)
  const line = before && before.key.file.position(before.key.start).line
  const after = await read(BASE.replace('    flights:\n', '    flights:\n      description: Flights.\n'))
  expect(after).toBe(before)
  expect(after?.key.file.position(after.key.start).line).toBe((line ?? 0) + 1)
})
