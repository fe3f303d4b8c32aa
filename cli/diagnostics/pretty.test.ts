import { expect, test } from 'vitest'
import { FINDINGS, NOTHING } from './fixtures/findings.js'
import { pretty } from './pretty.js'

test('each finding with its lines, then what can be done', () => {
  const lines = pretty(FINDINGS, { colour: false, links: false }).split('\n')
  expect(lines.slice(0, 7)).toEqual([
    'error AF2001: unknown field "epoch"',
    '  at aifactory.yaml:2:11',
    '  2 |   late: { epoch: 3, "a%,b": | }',
    '    |           ^^^^^',
    '  note: its model',
    '  at ../shared.yaml:1:1',
    '  help: Did you mean "epochs"?',
  ])
  expect(lines.slice(-4)).toEqual([
    '✘ shop for dev, prod: 2 errors, 1 warning, 1 note',
    '  `aifactory fix` puts 1 of them right.',
    '  `aifactory help AF2001` says more about a code.',
    '',
  ])
})

test('colours and links come only when they are asked for', () => {
  const plain = pretty(FINDINGS, { colour: false, links: false })
  expect(plain).not.toContain('\u001b')
  const coloured = pretty(FINDINGS, { colour: true, links: false })
  expect(coloured).toContain('\u001b[31m')
  expect(coloured).not.toContain('\u001b]8')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken away
  expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain)
  const linked = '\u001b]8;;https://aifactory.dev/diagnostics/AF2001\u001b\\AF2001\u001b]8;;\u001b\\'
  expect(pretty(FINDINGS, { colour: true, links: true })).toContain(linked)
})

test('nothing wrong is a line', () => {
  expect(pretty(NOTHING, { colour: false, links: false })).toBe('✔ .: no problems\n')
})
