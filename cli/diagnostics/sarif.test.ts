import { expect, test } from 'vitest'
import { FINDINGS } from './fixtures/findings.js'
import { sarif } from './sarif.js'

interface Log {
  readonly version: string
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { id: string; helpUri: string; name: string }[] } }
      readonly results: readonly {
        ruleId: string
        ruleIndex: number
        level: string
        locations: unknown[]
        relatedLocations?: unknown[]
        fixes?: unknown[]
        partialFingerprints: Readonly<Record<string, string>>
      }[]
    },
  ]
}

const read = (findings = FINDINGS) => (JSON.parse(sarif(findings)) as Log).runs[0]

// The schema of SARIF itself, and its validator, are asked by test/interop/formats.
test('every result has its rule, and every rule a page', () => {
  const { tool, results } = read()
  expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ['AF2001', 'error'],
    ['AF4040', 'warning'],
    ['AF3010', 'error'],
    ['AF7002', 'note'],
  ])
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
  for (const { id, helpUri, name } of tool.driver.rules) {
    expect(helpUri).toBe(`https://aifactory.dev/diagnostics/${id}`)
    expect(name).toMatch(/^[A-Z][A-Za-z0-9]*$/)
  }
})

test('places count from 1 with the end excluded, below the root of the repository', () => {
  const [first] = read().results
  const location = { uri: 'teams/data%20science/aifactory.yaml', uriBaseId: 'SRCROOT' }
  expect(first?.locations).toMatchObject([
    { physicalLocation: { artifactLocation: location, region: { startLine: 2, startColumn: 11, endLine: 2, endColumn: 16 } } },
  ])
  expect(first?.relatedLocations).toMatchObject([
    { id: 1, message: { text: 'its model' }, physicalLocation: { artifactLocation: { uri: 'teams/shared.yaml' } } },
  ])
  expect(first?.fixes).toEqual([
    {
      description: { text: 'Replace "epoch" by "epochs"' },
      artifactChanges: [
        {
          artifactLocation: location,
          replacements: [
            { deletedRegion: { startLine: 2, startColumn: 11, endLine: 2, endColumn: 16 }, insertedContent: { text: 'epochs' } },
          ],
        },
      ],
    },
  ])
})

test('a fingerprint stays when lines are put above, and tells two on one line apart', () => {
  const [first] = FINDINGS.diagnostics
  const prints = read().results.map(({ partialFingerprints }) => partialFingerprints['aifactoryLine/v1'])
  expect(new Set(prints).size).toBe(4)
  const texts = new Map([['aifactory.yaml', `# a comment\n${FINDINGS.texts.get('aifactory.yaml')}`]])
  const range = { start: { line: 2, column: 10 }, end: { line: 2, column: 15 } }
  const moved = read({
    ...FINDINGS,
    texts,
    diagnostics: [
      { ...first, code: 'AF2001', severity: 'error', message: 'm', range },
      { ...first, code: 'AF2001', severity: 'error', message: 'n', range },
    ],
  })
  const [same, other] = moved.results.map(({ partialFingerprints }) => partialFingerprints['aifactoryLine/v1'])
  expect(same).toBe(prints[0])
  expect(other).not.toBe(same)
})
