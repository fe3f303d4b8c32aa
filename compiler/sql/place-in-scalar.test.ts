import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Document, isMap, isScalar, parseDocument, Scalar } from 'yaml'
import { SourceFile } from '../source/source-file.js'
import { placeInScalar } from './place-in-scalar.js'

/** What of a file is marked for a part of the value of its key sql. */
function marked(text: string, part: string): string {
  const { contents } = parseDocument(text)
  const node = isMap(contents) ? contents.get('sql', true) : undefined
  if (!isScalar(node) || !node.range) throw new Error('no scalar')
  const value = String(node.value)
  const start = value.indexOf(part)
  const span = placeInScalar(
    { file: new SourceFile('f', text), start: node.range[0], end: node.range[1] },
    value,
    start,
    start + part.length,
  )
  return text.slice(span.start, span.end)
}

describe('a word is found in each way to write a text', () => {
  test.each([
    ['plain', 'sql: a > bad'],
    ['plain, over lines', 'sql: a > 1 and\n  bad\n\n  > 3'],
    ['single quotes', "sql: '''x'' = bad'"],
    ['single quotes, over lines', "sql: 'a = ''''\n\n   and bad'"],
    ['double quotes', 'sql: "\\"a\\" = bad"'],
    ['escapes', 'sql: "\\u00e9\\x41\\n\\t\\U0001F600 bad"'],
    ['an escaped line break', 'sql: "a\\\n   > bad"'],
    ['a literal block', 'sql: |\n  a > 1\n    and bad\n'],
    ['a literal block that keeps', 'sql: |+\n\n  a\n\n  bad\n\n\n'],
    ['a folded block', 'sql: >-\n  a > 1\n  and\n\n  bad'],
    ['a folded block with deeper lines', 'sql: >\n  a\n    b\n\n  c\n  bad # text\n'],
    ['carriage returns', 'sql: |\r\n  a\r\n  bad\r\n'],
  ])('%s', (_, text) => {
    expect(marked(text, 'bad')).toBe('bad')
  })

  test('an escape is marked as it is written', () => {
    expect(marked("sql: 'a = ''x'' '", "'x'")).toBe("''x''")
    expect(marked('sql: "a = \\u00e9"', 'é')).toBe('\\u00e9')
  })
})

describe('a value that is not what the file says', () => {
  const file = new SourceFile('f', 'a > ${var.limit} and bad or bad2')
  const at = { file, start: 0, end: file.text.length }

  test('the part is looked for', () => {
    expect(placeInScalar(at, 'a > 15 and bad or bad2', 18, 22)).toMatchObject({ start: 28, end: 32 })
  })

  test('the whole is marked where the part is there twice, or not', () => {
    expect(placeInScalar(at, 'a > 15 and bad or bad2', 11, 14)).toBe(at)
    expect(placeInScalar(at, 'a > 15 and bad or bad2', 4, 6)).toBe(at)
  })
})

test('the end of a text is its last character', () => {
  const file = new SourceFile('f', '"a >"')
  expect(placeInScalar({ file, start: 0, end: 5 }, 'a >', 3, 3)).toMatchObject({ start: 3, end: 4 })
})

test('each character of what the library writes is found where it is', () => {
  const styles = [Scalar.PLAIN, Scalar.QUOTE_SINGLE, Scalar.QUOTE_DOUBLE, Scalar.BLOCK_LITERAL, Scalar.BLOCK_FOLDED] as const
  const line = fc.array(fc.constantFrom('a', "'", '"', ' ', '\\', 'é', '😀', '#', ':', ' long words '), { maxLength: 40 })
  const value = fc.array(line, { minLength: 1, maxLength: 5 }).map((lines) => lines.map((parts) => parts.join('')).join('\n'))
  fc.assert(
    fc.property(value, fc.constantFrom(...styles), (text, type) => {
      const scalar = new Scalar(text)
      scalar.type = type
      const written = new Document({ sql: scalar }).toString()
      const { contents } = parseDocument(written)
      const node = isMap(contents) ? contents.get('sql', true) : undefined
      const value: unknown = isScalar(node) ? node.value : undefined
      if (!isScalar(node) || !node.range || value !== text) return
      // A digit in the header says how deep the block is; then words are looked for.
      if (/^[|>][-+]?[1-9]/.test(written.slice(node.range[0]))) return
      const span = { file: new SourceFile('f', written), start: node.range[0], end: node.range[1] }
      for (let at = 0; at < text.trimEnd().length; at++) {
        const char = text[at] ?? ''
        if (!/[a-z]/.test(char)) continue
        const found = placeInScalar(span, text, at, at + 1)
        expect(written.slice(found.start, found.end)).toBe(char)
      }
    }),
    { numRuns: 2000 },
  )
})
