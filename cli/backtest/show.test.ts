import { describe, expect, it } from 'vitest'
import { plotOf } from './plot.js'
import { policyOf, reportOf } from './report.fixture.js'
import { showMarkdown } from './show-markdown.js'
import { showPretty } from './show-pretty.js'

const hostile = '<script>alert(1)</script> @team [x](http://e.vil) | `code` & "more"'
const events = [
  { at: '2024-01-03T00:00:00.000Z', kind: 'alert', message: hostile },
  { at: '2024-01-05T00:00:00.000Z', kind: 'trained', version: 2, message: 'drift: more' },
  { at: '2024-01-06T00:00:00.000Z', kind: 'rolledBack', version: 2, message: 'worse' },
] as const
const report = reportOf(
  [
    policyOf('file', [0.7, undefined, 0.8, 0.75], { events: [...events] }),
    policyOf('base', [0.69, 0.7, 0.7, 0.7], { cost: { ...policyOf('base', []).cost, amount: 5 } }),
    policyOf('never', [0.6, 0.6, 0.6, 0.6]),
  ],
  { factory: hostile, notes: [hostile], base: { id: '0123456789abcdef', name: hostile } },
)

describe('Markdown for a pull request', () => {
  const text = showMarkdown(report)

  it('leaves the text of files and branches text', () => {
    expect(text).not.toContain('<script>')
    expect(text).not.toMatch(/(?<!\\)@team/)
    expect(text).not.toMatch(/(?<!\\)\]\(http/)
  })

  it('has rows of as many cells as their head', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('|'))
    expect(rows.length).toBeGreaterThan(8)
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(6)
  })

  it('tells what changes against the base', () => {
    expect(text).toContain('| cost in EUR | 3.00 | 5.00 | -2.00 | 3.00 |')
    expect(text).toContain('| ROC AUC | 0.7000 | 0.6900 | +0.0100 | 0.6000 |')
  })
})

it('a table for a terminal tells the same', () => {
  const text = showPretty(report)
  expect(text).toMatch(/cost in EUR +3\.00 +5\.00 +-2\.00 +3\.00/)
  expect(text).toContain('It is the same.')
})

describe('the plot', () => {
  const [endpoint] = report.endpoints
  if (!endpoint) throw new Error('no endpoint')
  const svg = plotOf(report, endpoint)

  it('is one document that asks for nothing from elsewhere, with text escaped', () => {
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
    expect(svg).not.toContain('<script>')
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\/(?!e\.vil)|url\(|@import/)
    const tags = [...svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)]
    const depth = tags.reduce((open, [, closes, , empty]) => open + (closes ? -1 : empty ? 0 : 1), 0)
    expect(depth).toBe(0)
  })

  it('follows the colours of its surroundings', () => {
    expect(svg).toContain('@media (prefers-color-scheme:dark)')
  })

  it('lifts the line over a week without a value, and marks what happened', () => {
    const line = /<path class="line file" d="([^"]+)"/.exec(svg)?.[1] ?? ''
    expect(line.match(/[ML]/g)).toEqual(['M', 'M', 'L'])
    expect(svg.match(/class="mark warn"/g)?.length).toBe(2)
    expect(svg).toContain('rolled back, version 2: worse')
  })

  it('can be drawn where nothing was measured', () => {
    const empty = reportOf([policyOf('file', [undefined])])
    expect(plotOf(empty, empty.endpoints[0] as typeof endpoint)).not.toMatch(/NaN|Infinity|undefined/)
  })
})
