import type { LinkedEndpoint, LinkedMonitor } from '../../compiler/graph/factory.js'
import type { DatasetDefinition, FeatureViewDefinition, SequenceRequest, SlicedMetric } from '../../schema/generated/jobs.js'
import type { JobRequest } from '../platforms/platform.js'
import type { ModelVersion } from '../store/store.js'
import { request } from './stages.js'

/** Brings online values up to date for the ticks in (from, to]. */
export function materializeJob(options: {
  baseDir: string
  onlineStore: string
  views: readonly FeatureViewDefinition[]
  data: string
  from: number
  to: number
  retries?: number
}): JobRequest {
  const { baseDir, onlineStore, views, data, from, to, retries } = options
  return request(
    'features',
    { views, data, from, to, onlineStore },
    { kind: 'Materialize', baseDir, onlineStore, views: [...views], from: iso(from), to: iso(to) },
    { retries },
  )
}

interface Live {
  readonly baseDir: string
  readonly logDir: string
  readonly version: ModelVersion
  readonly endpoint: LinkedEndpoint
  /** Further tries of the job. */
  readonly retries?: number
}

/** One check of a monitor at a tick of its schedule. */
export function monitorJob(monitor: LinkedMonitor, live: Live & { datasetDir: string; evaluationDir: string; at: number }): JobRequest {
  const { baseDir, logDir, version, endpoint, at } = live
  const window = { logDir, from: iso(at - monitor.current.windowMs), to: iso(at) }
  const reference =
    monitor.reference.kind === 'training'
      ? ({ kind: 'training', datasetDir: live.datasetDir, evaluationDir: live.evaluationDir } as const)
      : ({
          kind: 'window',
          evaluationDir: live.evaluationDir,
          window: {
            logDir,
            from: iso(at - monitor.reference.offsetMs - monitor.reference.windowMs),
            to: iso(at - monitor.reference.offsetMs),
          },
        } as const)
  const drift = monitor.drift.map(({ for: _for, actions: _actions, ...rule }) => rule)
  const performance = monitor.performance.map(({ for: _for, actions: _actions, ...rule }) => rule)
  const identity = {
    monitor: monitor.name,
    version: version.version,
    model: version.digest,
    at,
    drift,
    performance,
    quality: monitor.quality,
    reference: monitor.reference,
    current: monitor.current,
  }
  return request(
    monitor.name,
    identity,
    {
      kind: 'Monitor',
      baseDir,
      monitor: monitor.name,
      endpoint: endpoint.name,
      version: version.version,
      task: version.evaluation.task,
      asOf: iso(at),
      reference,
      current: window,
      minSamples: monitor.current.minSamples,
      columns: version.inputs.map(({ name, type }) => ({ name, type })),
      drift,
      performance,
      quality: [...monitor.quality],
      groundTruth: endpoint.groundTruth,
    },
    { retries: live.retries },
  )
}

/** Measures a version on live traffic beside the champion. */
export function analyzeJob(
  live: Live & {
    champion: number
    from: number
    to: number
    metrics: readonly string[]
    sequences?: readonly SequenceRequest[]
    slices?: readonly SlicedMetric[]
  },
): JobRequest {
  const { baseDir, logDir, version, endpoint, champion, from, to, metrics, sequences, slices, retries } = live
  const columns = version.inputs.filter(({ name }) => slices?.some(({ by }) => by === name)).map(({ name, type }) => ({ name, type }))
  return request(
    endpoint.name,
    { endpoint: endpoint.name, version: version.version, champion, from, to, metrics, sequences, ...(slices && { slices }) },
    {
      kind: 'Analyze',
      baseDir,
      endpoint: endpoint.name,
      version: version.version,
      champion,
      task: version.evaluation.task,
      asOf: iso(to),
      current: { logDir, from: iso(from), to: iso(to) },
      metrics: [...new Set(metrics)],
      ...(sequences && { sequences: [...sequences] }),
      ...(slices && { slices: [...slices], columns }),
      groundTruth: endpoint.groundTruth,
    },
    { retries },
  )
}

/** Sends a source's rows in [from, to) as requests. */
export function trafficJob(options: {
  baseDir: string
  dataset: DatasetDefinition
  endpoint: LinkedEndpoint
  url: string
  tokenEnv?: string
  from: number
  to: number
  maxRows: number
}): JobRequest {
  const { baseDir, dataset, endpoint, url, from, to } = options
  const keys = dataset.views.flatMap((view) => view.joinKeys)
  const columns = [...new Set([...dataset.request, ...keys, ...(endpoint.groundTruth?.joinKey ?? [])])]
  return request(
    endpoint.name,
    { endpoint: endpoint.name, from, to, at: url },
    {
      kind: 'SendTraffic',
      baseDir,
      source: dataset.source,
      filter: dataset.filter,
      columns,
      from: iso(from),
      to: iso(to),
      url,
      model: endpoint.model,
      tokenEnv: options.tokenEnv,
      maxRows: options.maxRows,
      concurrency: 8,
    },
    { retries: 0 },
  )
}

const iso = (time: number): string => new Date(time).toISOString()
