import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { Report } from '../diagnostics/report.js'
import { BASE } from '../testing/base-factory.js'
import { type Node, toValue } from './node.js'
import { parseWithLibrary } from './parse-with-library.js'
import { readPlain } from './read-plain.js'
import { SourceFile } from './source-file.js'

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/flight-delays/aifactory.yaml'), 'utf8')

/** A tree with its places, without the file. */
function outline(node: Node): unknown {
  const { start, end } = node.span
  if (node.kind === 'scalar') return [start, end, node.value]
  if (node.kind === 'list') return [start, end, node.items.map(outline)]
  return [start, end, [...node.entries].map(([name, { key, value }]) => [name, key.start, key.end, outline(value)])]
}

/** Whether the text is read; if so, the library must read the same without a complaint. */
function agrees(text: string): boolean {
  const file = new SourceFile('aifactory.yaml', text)
  const plain = readPlain(file)
  if (plain === undefined) return false
  const report = new Report()
  const library = parseWithLibrary(file, report)
  expect(report.diagnostics).toEqual([])
  expect(library && outline(library)).toEqual(outline(plain))
  return true
}

test('the files of this repository are read without the library', () => {
  expect(agrees(EXAMPLE)).toBe(true)
  expect(agrees(BASE)).toBe(true)
})

test.each([
  'a: 1',
  'a: b # comment\n\n# another\n  # and one\nc: d',
  'a:\n  b:\n    - c\n    - d: 1\n      e: 2\n    -   f: 3\n        g: [1, {h: i}]\n  j: k',
  'a:\n- b\n- c\nd: 1',
  'a: [ ]\nb: {  }\nc: [a b, "c, d", \'e\', f:g, h#i]\n',
  `"quoted key": 'x: y'\n'k': "# no comment"\n`,
  'a: 007\nb: -1.5e3\nc: +.5\nd: 5%\ne: 1.2.3\nf: True\ng: NULL\nh: 12:30\ni: s3://a/b#c\nj: (x > 1)\nk: a:b\nl: 3.\n',
  '  a: 1\n  b: 2\n',
  'a: {b: c, "d": e}   # comment\n',
  'a: né ü\n',
  'a: { $patch: delete }\nb:\n  $patch: replace\n  c: 1\n',
])('%j is read', (text) => {
  expect(agrees(text)).toBe(true)
})

test.each([
  '',
  '# only\n',
  'a',
  '- a\n',
  'a:\n',
  'a: b\n c',
  'a: b\n  c: d',
  'a: &x b\nc: *x',
  'a: !tag b',
  'a: |\n  text\n',
  'a: "x\\n"',
  "a: 'it''s'",
  'a: "b" c',
  'a: [b, c\n',
  'a: [b, ]',
  'a: {b}',
  'a: {b: }',
  'a: 0x10',
  'a: .inf',
  'a: b: c',
  'a: b:',
  'a: -',
  'a: - b',
  'a: @b',
  'a: 1\na: 2',
  '{a: 1}',
  '? a\n: b',
  '--- \na: 1',
  'a: 1\n...\n',
  'a:\tb',
  'a: b\r\n',
  '__proto__: 1',
  'true: 1',
  '1: a',
  'a:\n    b: 1\n  c: 2',
  'a:\n  - b\n c: 1',
  'a:\n- b\n  c',
  'a: 1e999',
])('%j is left to the library', (text) => {
  expect(agrees(text)).toBe(false)
})

describe('whatever is read, the library reads as the same tree', () => {
  const scalar = fc.oneof(
    fc.constantFrom(
      'a',
      'b c',
      '5%',
      '30d',
      'arr_delay > 15',
      '*',
      'view:*',
      's3://x/y',
      '',
      '~',
      'null',
      'yes',
      '1',
      '-',
      '- a',
      'a: b',
      'a #b',
      '#a',
      "it's",
      '"',
      'x:',
      ':x',
      '[a',
      '1e3',
      '0x1',
      '.5',
      '-.5',
    ),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.string({ maxLength: 6 }),
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie('value'), { maxLength: 4 }), tie('map')),
    map: fc.dictionary(fc.constantFrom('a', 'b', 'c-d', 'e f', 'g.h', '$patch', 'true', '1', 'x:y', 'ümlaut'), tie('value'), {
      maxKeys: 4,
    }),
  }))

  test('of what the library writes', () => {
    let read = 0
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { minKeys: 1 }),
        fc.constantFrom('any' as const, 'flow' as const, 'block' as const),
        fc.constantFrom(2, 4),
        fc.boolean(),
        (document, collectionStyle, indent, indentSeq) => {
          const text = stringify(document, { collectionStyle, indent, indentSeq, lineWidth: 0 })
          if (agrees(text)) read++
        },
      ),
      { numRuns: 2000 },
    )
    expect(read).toBeGreaterThan(100)
  })

  test('of the example with any part replaced by another', () => {
    const junk = fc.oneof(
      fc.constantFrom(
        '',
        '\n',
        ' ',
        '  ',
        '\n\n',
        '{',
        '}',
        '[',
        ']',
        ',',
        ': ',
        ':',
        '- ',
        '-',
        '"',
        "'",
        '#',
        ' #',
        '*',
        '&a ',
        '?',
        '|',
        '>',
        '%',
        '@',
        '`',
        '!',
        '0',
        '.',
        '\t',
        '\\',
      ),
      fc.string({ maxLength: 3 }),
    )
    let read = 0
    fc.assert(
      fc.property(fc.nat(EXAMPLE.length), fc.nat(6), junk, fc.nat(EXAMPLE.length), junk, (at, length, text, second, other) => {
        const once = EXAMPLE.slice(0, at) + text + EXAMPLE.slice(at + length)
        if (agrees(once.slice(0, second) + other + once.slice(second))) read++
      }),
      { numRuns: 3000 },
    )
    expect(read).toBeGreaterThan(300)
  })

  test('of short texts of the characters that matter', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '1',
      ' ',
      ' ',
      '\n',
      '\n',
      ': ',
      ':',
      '- ',
      '-',
      '{',
      '}',
      '[',
      ']',
      ', ',
      ',',
      '"',
      "'",
      '#',
      ' #',
      'a: ',
      'b:\n',
      '\n  ',
      '\n- ',
      '+',
      '.',
      '/',
      '(',
      '~',
      '$',
    )
    let read = 0
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        if (agrees(`k: ${pieces.join('')}`)) read++
        if (agrees(pieces.join(''))) read++
      }),
      { numRuns: 20_000 },
    )
    expect(read).toBeGreaterThan(1000)
  })
})

test('values are those of plain objects', () => {
  const tree = readPlain(new SourceFile('x', 'a: { b: [1, x], c: true }\nd:\n  - e: null\n'))
  expect(tree && toValue(tree)).toEqual({ a: { b: [1, 'x'], c: true }, d: [{ e: null }] })
})
