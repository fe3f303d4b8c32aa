import type { LinkedEndpoint } from '../../compiler/graph/factory.js'
import type { DatasetDefinition, LiveWindow, Task } from '../../schema/generated/jobs.js'
import type { JobRequest } from '../platforms/platform.js'
import { request } from './stages.js'

/** Prepares the rows in [from, to) as an endpoint's requests. Times in milliseconds since the epoch. */
export function buildTrafficJob(options: {
  baseDir: string
  endpoint: LinkedEndpoint
  dataset: DatasetDefinition
  /** Digest of the sources' files. */
  data: string
  from: number
  to: number
  seed: number
}): JobRequest {
  const { baseDir, endpoint, dataset, data, from, to, seed } = options
  const { label: _label, windowMs: _window, split: _split, keep: _keep, ...sent } = dataset
  const what = { keys: endpoint.groundTruth?.joinKey ?? [], from: iso(from), to: iso(to), maxRows: MAX_ROWS, seed }
  return request(endpoint.name, { ...what, dataset: sent, data }, { kind: 'BuildTraffic', baseDir, dataset, ...what })
}

/** As a replay sends them, so that a canary gets the same requests. */
const MAX_ROWS = 8

/** Predicts an endpoint's requests with a version, from the time on at which it was first there. */
export function scoreJob(options: {
  endpoint: string
  traffic: { digest: string; dir: string }
  model: { digest: string; dir: string }
  from: number
}): JobRequest {
  const { endpoint, traffic, model, from } = options
  return request(
    endpoint,
    { traffic: traffic.digest, model: model.digest, from },
    { kind: 'Score', trafficDir: traffic.dir, modelDir: model.dir, from: iso(from) },
  )
}

/** Measures what callers of an endpoint were answered in a window, and in spans of it. */
export function measureServedJob(options: {
  baseDir: string
  endpoint: string
  task: Task
  threshold: number
  groundTruth: NonNullable<LinkedEndpoint['groundTruth']>
  current: LiveWindow
  /** What the window's records depend on. */
  log: unknown
  /** Digest of the files of the ground truth. */
  data: string
  spans: readonly { from: number; to: number }[]
}): JobRequest {
  const { baseDir, endpoint, task, threshold, groundTruth, current, log, data } = options
  const spans = options.spans.map(({ from, to }) => ({ from: iso(from), to: iso(to) }))
  return request(
    endpoint,
    { task, threshold, groundTruth, from: current.from, to: current.to, log, data, spans },
    { kind: 'MeasureServed', baseDir, task, asOf: current.to, current, groundTruth, threshold, spans },
  )
}

const iso = (time: number): string => new Date(time).toISOString()
