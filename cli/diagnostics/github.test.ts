import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FINDINGS } from './fixtures/findings.js'
import { github } from './github.js'

/** Reads commands as GitHub's runner does: properties between the name and the second pair of colons. */
function commands(text: string) {
  return text
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const [, name, listed = '', data = ''] = /^::(\w+) ([^:]*)::(.*)$/.exec(line) ?? []
      if (name === undefined) return []
      const properties = Object.fromEntries(
        listed.split(',').map((pair) => {
          const at = pair.indexOf('=')
          return [pair.slice(0, at), unescaped(pair.slice(at + 1), { ':': '%3A', ',': '%2C' })]
        }),
      )
      return [{ name, properties, data: unescaped(data, {}) }]
    })
}

function unescaped(text: string, also: Readonly<Record<string, string>>): string {
  const codes = { '\r': '%0D', '\n': '%0A', ...also }
  const read = Object.entries(codes).reduce((result, [char, code]) => result.replaceAll(code, char), text)
  return read.replaceAll('%25', '%')
}

test('each finding is an annotation below the root of the repository, counted from 1', () => {
  const found = commands(github(FINDINGS))
  expect(found.map(({ name, properties }) => ({ name, ...properties }))).toEqual([
    { name: 'error', file: 'teams/data science/aifactory.yaml', line: '2', endLine: '2', col: '11', endColumn: '15', title: 'AF2001' },
    { name: 'warning', file: 'teams/data science/aifactory.yaml', line: '2', endLine: '3', title: 'AF4040' },
    { name: 'error', title: 'AF3010' },
    { name: 'notice', file: 'teams/data science/aifactory.yaml', line: '1', endLine: '1', col: '1', endColumn: '6', title: 'AF7002' },
  ])
  expect(found[0]?.data).toBe('unknown field "epoch"\nDid you mean "epochs"?\nits model: teams/shared.yaml:1:1')
})

test('no text of a file begins a command of its own, and all of it arrives', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('%', '\r', '\n', ':', ',', '::error::', 'a', '=', ' ') }), (message) => {
      const file = `${message.replaceAll(/[\r\n]/g, '')}x.yaml`
      const range = { start: { line: 0, column: 0 }, end: { line: 0, column: 1 } }
      const text = github({
        ...FINDINGS,
        folder: '',
        path: message,
        diagnostics: [{ code: 'AF2001', severity: 'error', message, file, range }],
      })
      const found = commands(text)
      expect(text.trimEnd().split('\n')).toHaveLength(2)
      expect(found).toMatchObject([{ data: message, properties: { file } }])
    }),
  )
})
