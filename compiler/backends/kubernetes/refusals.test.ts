import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Diagnostic } from '../../../schema/diagnostic.js'
import { compileSpec, compileText, withSpec } from '../../testing/compile-text.js'

const COMMAND = 'runtime: command, command: [python3, train.py]'
const model = (change: string): string => `models: { late-arrival: { ${change} } }`
const endpoint = (change: string): string => `endpoints: { delay-api: { ${change} } }`

/** Code, severity, the text that is marked, and what is changed of the base factory's spec. */
const CASES: readonly (readonly [string, 'error' | 'warning', string, string])[] = [
  ['AF6001', 'error', 'engine', 'pipeline: { engine: argo }'],
  ['AF6002', 'error', 'catchup', 'pipeline: { catchup: true }'],
  ['AF6003', 'error', 'format', 'sources: { flights: { format: postgres } }'],
  ['AF6004', 'error', 'numNodes', model(`trainer: { ${COMMAND}, parameters: {}, numNodes: 2 }`)],
  [
    'AF6005',
    'error',
    'runtime',
    'models: { other: { task: binary_classification, dataset: departures, trainer: { runtime: container, image: x } } }',
  ],
  ['AF6006', 'warning', 'gpu', model('trainer: { resourcesPerNode: { gpu: 1 } }')],
  ['AF6007', 'error', 'format', 'sources: { flights: { format: delta } }'],
  ['AF6007', 'error', 'path', 'sources: { flights: { path: "s3://data/flights.csv" } }'],
  ['AF6007', 'error', 'connection', 'sources: { flights: { connection: { name: store, key: key } } }'],
  ['AF6008', 'error', 'actions', 'sources: { flights: { expectations: [ { expect: not_null, columns: [carrier], actions: [alert] } ] } }'],
  [
    'AF6009',
    'error',
    'task',
    'datasets: { departures: { label: { type: float64 } } }\nmodels: { late-arrival: { task: ranking, gates: { metrics: [] } } }',
  ],
  ['AF6010', 'error', 'minReplicas', endpoint('minReplicas: 0')],
  ['AF6011', 'warning', 'scaleMetric', `datasets: { departures: { features: [] } }\n${endpoint('maxReplicas: 2, scaleMetric: rps')}`],
  ['AF6012', 'error', 'gpu', endpoint('resources: { gpu: 1 }')],
  ['AF6013', 'warning', 'maxReplicas', endpoint('maxReplicas: 2')],
  ['AF6013', 'warning', 'minReplicas', endpoint('minReplicas: 2')],
  ['AF6014', 'error', 'auth', endpoint('auth: { type: bearer }')],
  ['AF6015', 'error', 'onChange', model('retrain: { onChange: false }')],
  ['AF6016', 'warning', 'retention', endpoint('logger: { retention: 30d }')],
  ['AF6020', 'error', 'artifactStore', 'platform: { artifactStore: /data }'],
  ['AF6021', 'warning', 'artifactStore', 'platform: { artifactStore: "s3://models" }'],
  ['AF6030', 'error', 'team', 'platform: { tags: { team: data science } }'],
  ['AF6030', 'error', 'cost center', 'platform: { tags: { cost center: "1" } }'],
  ['AF6030', 'error', 'My_Secret', 'platform: { images: { pullSecrets: [My_Secret] } }'],
  ['AF6030', 'error', 'resourceName', 'platform: { gpu: { resourceName: gpu } }'],
  ['AF6030', 'error', 'queueName', model('trainer: { queueName: a b }')],
  ['AF6030', 'error', 'name', endpoint('auth: { type: bearer, secretRef: { name: A, key: k } }')],
  ['AF6030', 'error', 'key', model(`trainer: { ${COMMAND}, parameters: {}, env: { KEY: { secretRef: { name: a, key: k k } } } }`)],
]

function marked(text: string, { range }: Diagnostic): string | undefined {
  const line = text.split('\n')[range?.start.line ?? 0]
  return range && line?.slice(range.start.column, range.end.column)
}

test.each(CASES)('%s is an %s at %s', async (code, severity, place, fragment) => {
  const text = withSpec(fragment)
  const { diagnostics } = await compileText(text, { platform: 'kubernetes' })
  const found = diagnostics.filter((diagnostic) => diagnostic.code.startsWith('AF60') && diagnostic.severity !== 'info')
  expect(found.map((diagnostic) => [diagnostic.code, diagnostic.severity, marked(text, diagnostic)])).toEqual([[code, severity, place]])
})

test('what is decided while the factory lives is one remark', async () => {
  const { diagnostics, factory } = await compileSpec(
    'notifications: [ { to: slack, on: [drift], secretRef: { name: slack, key: url } } ]',
    { platform: 'kubernetes' },
  )
  expect(diagnostics).toMatchObject([
    {
      code: 'AF6022',
      severity: 'info',
      message: expect.stringMatching(/gates, promotion and rollout, monitors' actions|gates.*notifications/),
    },
  ])
  expect(factory).toBeDefined()
})

test('labels that Kubernetes takes are not refused', async () => {
  const word = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/)
  await fc.assert(
    fc.asyncProperty(fc.dictionary(word, word, { maxKeys: 3 }), async (labels) => {
      const document = parse(withSpec('{}')) as { metadata: object; spec: object }
      const text = stringify({
        ...document,
        metadata: { ...document.metadata, labels },
        spec: { ...document.spec, platform: { tags: labels } },
      })
      const { diagnostics } = await compileText(text, { platform: 'kubernetes' })
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    }),
    { numRuns: 50 },
  )
})
