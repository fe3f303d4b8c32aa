import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { Report } from '../diagnostics/report.js'
import type { Node, Path } from '../source/node.js'
import { parseWithLibrary } from '../source/parse-with-library.js'
import { SourceFile } from '../source/source-file.js'
import { BASE } from '../testing/base-factory.js'
import { cursorAt } from './cursor.js'

/** The cursor at the mark | of a text. */
function at(marked: string) {
  const offset = marked.indexOf('|')
  const text = marked.slice(0, offset) + marked.slice(offset + 1)
  const cursor = cursorAt(text, offset)
  return cursor && [cursor.role, cursor.path.join('.'), text.slice(cursor.start, cursor.end)]
}

test.each([
  ['|', ['key', '', '']],
  ['sp|', ['key', '', 'sp']],
  ['sp|ec:\n', ['key', '', 'spec']],
  ['spec:|', ['value', 'spec', '']],
  ['spec: |', ['value', 'spec', '']],
  ['spec:\n  |', ['either', 'spec', '']],
  ['spec:\n  so|', ['either', 'spec', 'so']],
  ['spec:\n  sources: {}\n  |', ['key', 'spec', '']],
  ['spec:\n  sources: {}\n  mo|\n', ['key', 'spec', 'mo']],
  ['spec:\n  sources: {}\n|', ['key', '', '']],
  ['spec:\n  sources:\n    a:\n      format: csv\n    |', ['key', 'spec.sources', '']],
  ['spec:\n  sources:\n    a:\n      format: c|sv # x\n', ['value', 'spec.sources.a.format', 'csv']],
  ['a:\n  - x|', ['either', 'a.0', 'x']],
  ['a:\n  - b\n  - |', ['either', 'a.1', '']],
  ['a:\n- b\n- c|', ['either', 'a.1', 'c']],
  ['a:\n- b: 1\n  |', ['key', 'a.0', '']],
  ['a:\n- b: 1\n  c: |', ['value', 'a.0.c', '']],
  ['a:\n- b: 1\n|', ['key', '', '']],
  ['a: [x, y|]', ['value', 'a.1', 'y']],
  ['a: [x, |]', ['value', 'a.1', '']],
  ['a: [|]', ['value', 'a.0', '']],
  ['a: [|', ['value', 'a.0', '']],
  ['a: { b|', ['key', 'a', 'b']],
  ['a: { |', ['key', 'a', '']],
  ['a: { b: |', ['value', 'a.b', '']],
  ['a: { b: |}', ['value', 'a.b', '']],
  ['a: { b: c|, d: e }', ['value', 'a.b', 'c']],
  ['a: { b: c, | }', ['key', 'a', '']],
  ['a: { b: c, |d: e }', ['key', 'a', 'd']],
  ['a: { b: { c: d }, e: "f|" }', ['value', 'a.e', 'f']],
  ['a: { b: "f|', ['value', 'a.b', 'f']],
  ['a: [ { b: 1 }, { b: 2, | } ]', ['key', 'a.1', '']],
  ['a: [\n  x,\n  y|', ['value', 'a.1', 'y']],
  ['a: { b: [x\nc|', ['key', '', 'c']],
  ['a: "x > |y"', ['value', 'a', 'x > y']],
  ["a: '|'", ['value', 'a', '']],
  ['a: x > 15 AND y|', ['value', 'a', 'x > 15 AND y']],
  ['a: # |', undefined],
  ['# |', undefined],
  ['a: >\n  some text |\nb: 1', undefined],
  ['a: >\n  some text\nb: |1', ['value', 'b', '1']],
  ['a: view:fea|ture', ['value', 'a', 'view:feature']],
  ['a: [view:fea|ture]', ['value', 'a.0', 'view:feature']],
  ['a: { v: ${var.x|', ['key', 'a.v', 'var.x']],
  ['a: "${var.x|}"', ['value', 'a', '${var.x}']],
])('%j', (text, expected) => {
  expect(at(text)).toEqual(expected)
})

/** Every key and scalar of a tree, with the offset at which it begins. */
function* words(node: Node, path: Path = []): Generator<{ path: Path; start: number; role: string; quoted: boolean }> {
  if (node.kind === 'list') for (const [index, item] of node.items.entries()) yield* words(item, [...path, index])
  else if (node.kind === 'map') {
    for (const [name, { key, value }] of node.entries) {
      yield { path, start: key.start, role: 'key', quoted: /["']/.test(key.file.text[key.start] ?? '') }
      yield* words(value, [...path, name])
    }
  } else yield { path, start: node.span.start, role: 'value', quoted: /["']/.test(node.span.file.text[node.span.start] ?? '') }
}

function expectSamePlaces(text: string): void {
  const report = new Report()
  const root = parseWithLibrary(new SourceFile('a.yaml', text), report)
  if (root === undefined) return
  for (const { path, start, role, quoted } of words(root)) {
    const cursor = cursorAt(text, quoted ? start + 1 : start)
    expect({ at: start, path: cursor?.path, role: cursor?.role === 'either' ? 'value' : cursor?.role }).toEqual({ at: start, path, role })
  }
}

test('finds every word of a factory where the library does', () => expectSamePlaces(BASE))

test('finds every word where the library does, in blocks and in brackets', () => {
  const word = fc.stringMatching(/^[a-z]{1,6}(_[0-9])?$/)
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      word,
      fc.stringMatching(/^[a-z]{1,4} > [0-9]{1,2}$/),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      fc.dictionary(word, tie('tree'), { minKeys: 1, maxKeys: 4 }),
    ),
  }))
  fc.assert(
    fc.property(fc.dictionary(word, tree, { minKeys: 1, maxKeys: 4 }), fc.boolean(), (value, flow) => {
      expectSamePlaces(flow ? `root: ${JSON.stringify(value).replaceAll('":', '": ')}\n` : stringify(value, { lineWidth: 0 }))
    }),
    { numRuns: 500 },
  )
})

test('never fails, whatever the text', () => {
  const piece = fc.constantFrom(
    'a',
    'b: ',
    '- ',
    '\n',
    '  ',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '#',
    ': ',
    '|',
    '>',
    '\r\n',
    '\t',
    '${var.x}',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.nat(), (pieces, offset) => {
      const text = pieces.join('')
      const cursor = cursorAt(text, offset % (text.length + 1))
      if (cursor) expect(cursor.start).toBeLessThanOrEqual(cursor.end)
    }),
    { numRuns: 2000 },
  )
})
