import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Factory, LinkedEndpoint, LinkedModel } from '../../graph/factory.js'
import { ENDPOINT, FACTORY, MODEL } from './fixtures/factory.js'
import { factories } from './fixtures/variations.js'
import { notHonoured } from './honours.js'

const endpoint = (change: Partial<LinkedEndpoint>): Partial<Factory> => ({ endpoints: { 'delay-api': { ...ENDPOINT, ...change } } })
const trainer = (change: object): Partial<Factory> => ({
  models: { 'late-arrival': { ...MODEL, trainer: { ...MODEL.trainer, ...change } as LinkedModel['trainer'] } },
})
const platform = (change: Partial<Factory['platform']>): Partial<Factory> => ({ platform: { ...FACTORY.platform, ...change } })
const pipeline = (change: Partial<Factory['pipeline']>): Partial<Factory> => ({ pipeline: { ...FACTORY.pipeline, ...change } })
const command = { runtime: 'command', command: ['python3'], code: [], parameters: {} }

const CASES: readonly (readonly [string, 'error' | 'warning', string, Partial<Factory>])[] = [
  ['AF6001', 'error', 'spec.pipeline.engine', pipeline({ engine: 'argo' })],
  ['AF6002', 'error', 'spec.pipeline.catchup', pipeline({ catchup: true })],
  [
    'AF6003',
    'error',
    'spec.sources.flights.format',
    { sources: { flights: { definition: { name: 'flights', format: 'postgres', path: 't' }, expectations: [] } } },
  ],
  ['AF6004', 'error', 'spec.models.late-arrival.trainer.numNodes', trainer({ numNodes: 2 })],
  [
    'AF6005',
    'error',
    'spec.models.late-arrival.trainer.runtime',
    trainer({ runtime: 'container', image: 'x', command: [], parameters: {}, env: {} }),
  ],
  ['AF6006', 'warning', 'spec.models.late-arrival.trainer.resourcesPerNode.gpu', trainer({ resources: { gpu: 1 } })],
  ['AF6010', 'error', 'spec.endpoints.delay-api.minReplicas', endpoint({ minReplicas: 0 })],
  ['AF6011', 'warning', 'spec.endpoints.delay-api.scaleMetric', endpoint({ scaleMetric: 'rps' })],
  ['AF6012', 'error', 'spec.endpoints.delay-api.resources.gpu', endpoint({ resources: { gpu: 1 } })],
  ['AF6014', 'error', 'spec.endpoints.delay-api.auth', endpoint({ auth: { type: 'bearer' } })],
  ['AF6020', 'error', 'spec.platform.artifactStore', platform({ artifactStore: '/data' })],
  ['AF6021', 'warning', 'spec.platform.artifactStore', platform({ artifactStore: 's3://models' })],
  ['AF6030', 'error', 'metadata.labels.team', { labels: { team: 'data science' } }],
  ['AF6030', 'error', 'metadata.labels.cost center', { labels: { 'cost center': '1' } }],
  ['AF6030', 'error', 'metadata.annotations.a/b/c', { annotations: { 'a/b/c': '' } }],
  [
    'AF6030',
    'error',
    'spec.platform.images.pullSecrets.0',
    platform({ images: { ...FACTORY.platform.images, pullSecrets: ['My_Secret'] } }),
  ],
  ['AF6030', 'error', 'spec.models.late-arrival.trainer.queueName', trainer({ queueName: 'a b' })],
  [
    'AF6030',
    'error',
    'spec.endpoints.delay-api.auth.secretRef.name',
    endpoint({ auth: { type: 'bearer', secretRef: { name: 'A', key: 'k' } } }),
  ],
  [
    'AF6030',
    'error',
    'spec.models.late-arrival.trainer.env.KEY.secretRef.key',
    trainer({ ...command, env: { KEY: { secretRef: { name: 'a', key: 'k k' } } } }),
  ],
]

test.each(CASES)('%s is an %s at %s', (code, severity, path, change) => {
  const before = notHonoured(FACTORY)
  const added = notHonoured({ ...FACTORY, ...change }).filter(
    (finding) => finding.severity !== 'info' && !before.some((other) => other.code === finding.code),
  )
  expect(added.map((finding) => [finding.code, finding.severity, finding.path.join('.')])).toEqual([[code, severity, path]])
})

test('the flights example is rendered, with one warning and one remark', () => {
  expect(notHonoured(FACTORY).map(({ code, severity }) => [code, severity])).toEqual([
    ['AF6013', 'warning'],
    ['AF6022', 'info'],
  ])
})

test('nothing is refused that the language and Kubernetes both allow', () => {
  fc.assert(
    fc.property(factories, (factory) => {
      expect(notHonoured(factory).filter(({ severity }) => severity === 'error')).toEqual([])
    }),
  )
})
