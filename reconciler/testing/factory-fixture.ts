import type {
  Factory,
  LinkedAnalysisMetric,
  LinkedEndpoint,
  LinkedGates,
  LinkedModel,
  LinkedMonitor,
  LinkedRetrain,
  LinkedRollout,
} from '../../compiler/graph/factory.js'
import { modelHashes } from '../../compiler/graph/model-hashes.js'
import type { DatasetDefinition, SourceDefinition } from '../../schema/generated/jobs.js'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
/** A time to start from: the first of January 2013, UTC. */
export const START = Date.UTC(2013, 0, 1)

export const trips: SourceDefinition = { name: 'trips', format: 'parquet', path: 'trips.parquet', timestampField: 'at' }

export function datasetOf(change: Partial<DatasetDefinition> = {}): DatasetDefinition {
  return {
    name: 'rides',
    source: trips,
    label: { expression: 'late', type: 'bool' },
    request: ['distance'],
    views: [
      {
        name: 'driver',
        joinKeys: ['driver_id'],
        source: trips,
        online: true,
        schedule: '0 * * * *',
        features: [{ name: 'rating', expression: '"rating"' }],
      },
    ],
    split: { by: 'time', test: 0.2, validation: 0.1, gapMs: 0, seed: 1 },
    ...change,
  }
}

export const gatesOf = (change: Partial<LinkedGates> = {}): LinkedGates => ({
  metrics: [{ metric: 'roc_auc', min: 0.6, minSamples: 30, severity: 'error' }],
  fairness: [],
  ...change,
})

export const retrainOf = (change: Partial<LinkedRetrain> = {}): LinkedRetrain => ({
  onChange: true,
  onDrift: true,
  onDecay: true,
  onNewData: false,
  cooldownMs: 0,
  ...change,
})

/** A model, its hashes as the compiler makes them. */
export function modelOf(change: Partial<Omit<LinkedModel, 'hashes'>> = {}, dataset = datasetOf()): LinkedModel {
  const model: Omit<LinkedModel, 'hashes'> = {
    name: 'late',
    task: 'binary_classification',
    dataset: dataset.name,
    registeredModel: 'late',
    trainer: {
      runtime: 'tfjs',
      parameters: {
        hidden: [8],
        epochs: 2,
        batchSize: 32,
        learningRate: 0.01,
        dropout: 0,
        l2: 0,
        patience: 2,
        classWeights: 'none',
        maxCategories: 10,
        backend: 'cpu',
        seed: 7,
      },
      resources: { cpu: '1' },
      numNodes: 1,
      spot: false,
      retries: 1,
      timeoutMs: HOUR,
    },
    evaluation: { slices: [], minSliceSize: 100, threshold: 0.5 },
    gates: gatesOf(),
    retrain: retrainOf(),
    aliases: { champion: 'champion', challenger: 'challenger' },
    ...change,
  }
  return { ...model, hashes: modelHashes({ ...model, dataset }) }
}

export const metricOf = (change: Partial<LinkedAnalysisMetric> = {}): LinkedAnalysisMetric => ({
  metric: 'error_rate',
  max: 0.01,
  intervalMs: HOUR,
  count: 1,
  minSamples: 100,
  failureLimit: 0,
  inconclusiveLimit: 3,
  ...change,
})

export const rolloutOf = (change: Partial<LinkedRollout> = {}): LinkedRollout => ({
  strategy: 'canary',
  steps: [
    { kind: 'mirror', share: 1 },
    { kind: 'analysis', name: 'parity' },
    { kind: 'setWeight', weight: 0.2 },
    { kind: 'pause', durationMs: 2 * HOUR },
    { kind: 'analysis', name: 'health' },
  ],
  analysis: { parity: [metricOf({ metric: 'prediction_psi', max: 0.2 })], health: [metricOf()] },
  onFailure: 'rollback',
  deadlineMs: 14 * DAY,
  ...change,
})

export const endpointOf = (change: Partial<LinkedEndpoint> = {}): LinkedEndpoint => ({
  name: 'api',
  model: 'late',
  resources: {},
  minReplicas: 1,
  maxReplicas: 1,
  scaleMetric: 'cpu',
  scaleTarget: 80,
  batching: { maxBatchSize: 8, maxDelayMs: 1 },
  timeoutMs: 1000,
  logger: { mode: 'all', sampleRate: 1, retentionMs: 30 * DAY },
  auth: { type: 'none' },
  rollout: rolloutOf(),
  ...change,
})

export const monitorOf = (change: Partial<LinkedMonitor> = {}): LinkedMonitor => ({
  name: 'watch',
  endpoint: 'api',
  schedule: '0 0 * * *',
  reference: { kind: 'training' },
  current: { windowMs: 7 * DAY, minSamples: 100 },
  drift: [
    {
      id: 'drift[0]',
      columns: ['distance'],
      method: 'psi',
      threshold: 0.2,
      correction: 'none',
      driftShare: 0,
      for: 1,
      actions: ['alert', 'retrain'],
    },
  ],
  performance: [],
  quality: [],
  cooldownMs: 0,
  ...change,
})

/** A whole factory around these parts; what is not given is one model with one endpoint and no monitor. */
export function factoryOf(
  parts: {
    models?: readonly LinkedModel[]
    endpoints?: readonly LinkedEndpoint[]
    monitors?: readonly LinkedMonitor[]
    dataset?: DatasetDefinition
  } = {},
): Factory {
  const dataset = parts.dataset ?? datasetOf()
  const named = <T extends { readonly name: string }>(items: readonly T[]): Record<string, T> =>
    Object.fromEntries(items.map((item) => [item.name, item]))
  return {
    name: 'rides',
    target: null,
    labels: {},
    annotations: {},
    sources: { trips: { definition: trips, expectations: [{ expect: 'not_null', severity: 'error', columns: ['driver_id'] }] } },
    views: named(dataset.views),
    datasets: { [dataset.name]: dataset },
    models: named(parts.models ?? [modelOf({}, dataset)]),
    endpoints: named(parts.endpoints ?? [endpointOf()]),
    monitors: named(parts.monitors ?? []),
    pipeline: { engine: 'jobs', catchup: false, retries: 0 },
    platform: {
      namespace: 'default',
      images: { runtime: 'aifactory', pullPolicy: 'IfNotPresent', pullSecrets: [] },
      gpu: { resourceName: 'nvidia.com/gpu', nodeSelector: {} },
      spot: { nodeSelector: {}, tolerations: [] },
      queues: [],
      tags: {},
      storage: '10Gi',
      cost: { currency: 'USD' },
    },
    notifications: [],
    graph: [],
  }
}
