import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOSTILE } from '../../testing/hostile-factory.js'
import { type PythonValue, pythonLiteral, pythonString } from './python.js'

test.each([
  ['plain', '"plain"'],
  ['a"b\\c\n', '"a\\"b\\\\c\\n"'],
  ['é\u2028\u{1f600}', '"\\xe9\\u2028\\U0001f600"'],
])('%j', (text, expected) => expect(pythonString(text)).toBe(expected))

test('values, and long ones in lines', () => {
  expect(pythonLiteral({ a: [1, -2.5, true, null], b: undefined })).toBe('{"a": [1, -2.5, True, None]}')
  expect(pythonLiteral(['x'.repeat(80), 'y'.repeat(80)])).toBe(`[\n    "${'x'.repeat(80)}",\n    "${'y'.repeat(80)}",\n]`)
})

const hasPython = (() => {
  try {
    execFileSync('python3', ['-c', ''])
    return true
  } catch {
    return false
  }
})()

test.runIf(hasPython)('Python reads back what was written, whatever it is', () => {
  const values = fc.sample(fc.jsonValue({ stringUnit: 'binary' }), { numRuns: 200, seed: 7 }) as PythonValue[]
  const all = [...values, HOSTILE]
  const program = 'import ast, json, sys\nprint(json.dumps([ast.literal_eval(line) for line in json.load(sys.stdin)]))'
  const read: unknown = JSON.parse(
    execFileSync('python3', ['-c', program], { input: JSON.stringify(all.map((value) => pythonLiteral(value))), encoding: 'utf8' }),
  )
  expect(read).toEqual(JSON.parse(JSON.stringify(all)))
})
