import { expect, test } from 'vitest'
import { goTemplateText, promqlString, selector } from './promql.js'

test.each([
  ['plain', '"plain"'],
  ['a"b\\c', '"a\\"b\\\\c"'],
  ['two\nlines', '"two\\nlines"'],
  ['\u0000\u2028', '"\\u0000\\u2028"'],
])('%j', (text, expected) => expect(promqlString(text)).toBe(expected))

test('a value cannot end its selector', () => {
  expect(selector('up', { a: '"} or vector(1) #' })).toBe('up{a="\\"} or vector(1) #"}')
  expect(selector('up', {})).toBe('up')
})

test('a template stays text', () => {
  expect(goTemplateText('{{ .Labels }}')).toBe('{{ "{{" }} .Labels }}')
})
