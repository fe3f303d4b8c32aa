import { expect, test } from 'vitest'
import { FINDINGS, NOTHING } from './fixtures/findings.js'
import { markdown } from './markdown.js'

test('a row for each finding, under a mark by which the comment is found again', () => {
  const lines = markdown(FINDINGS).trimEnd().split('\n')
  expect(lines.slice(0, 5)).toEqual([
    '<!-- aifactory: diagnostics -->',
    '### ✘ shop: 2 errors, 1 warning, 1 note',
    '',
    '| | where | what |',
    '|---|---|---|',
  ])
  expect(lines).toHaveLength(9)
  expect(lines[5]).toContain('[AF2001](https://aifactory.dev/diagnostics/AF2001) | `teams/data science/aifactory.yaml:2:11` |')
})

test('text of a file makes no cell, tag, mention, reference, link or code', () => {
  const row = markdown(FINDINGS).split('\n')[6] ?? ''
  expect(row.split(/(?<!\\)\|/)).toHaveLength(5)
  expect(row).not.toMatch(/(?<!\\)<(?!br>)|@team|#12|(?<!\\)`x|https?:\/\/x/)
})

test('a comment stays below what GitHub takes, and says how many are left out', () => {
  const [first] = FINDINGS.diagnostics
  const many = {
    ...FINDINGS,
    diagnostics: Array.from({ length: 5000 }, () => ({ ...first, code: 'AF2001', severity: 'error' as const, message: 'm' })),
  }
  const text = markdown(many)
  expect(text.length).toBeLessThan(65_536)
  const rows = text.match(/^\| error/gm)?.length ?? 0
  expect(text).toContain(`And ${5000 - rows} more.`)
})

test('nothing wrong is a line', () => {
  expect(markdown(NOTHING)).toBe('<!-- aifactory: diagnostics -->\n### ✔ .: no problems\n')
})
