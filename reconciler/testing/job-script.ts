import { digestOf } from '../../schema/digest.js'
import type { JobError, JobResult, JobSpec } from '../../schema/generated/jobs.js'
import type { UnplacedJob } from '../platforms/platform.js'

/** What a job of the fake platform comes to, where it differs from the plain answer of its kind. */
export interface JobAnswer {
  /** Digest of what it wrote; one of its key where nothing is said, as for a job that always writes the same. */
  readonly artifact?: string
  readonly result?: Partial<JobResult>
  readonly error?: JobError
}

export type JobScript = Partial<Record<JobSpec['kind'], (spec: UnplacedJob) => JobAnswer | undefined>>

/** The result of a job at which nothing is to be found fault with. */
export function plainAnswer(spec: UnplacedJob): Partial<JobResult> {
  switch (spec.kind) {
    case 'ValidateData':
      return {
        validation: {
          source: spec.source.name,
          rows: 1000,
          success: true,
          columns: [
            { name: 'distance', type: 'float64' },
            { name: 'driver_id', type: 'int64' },
          ],
          results: [],
        },
      }
    case 'BuildDataset':
      return {
        dataset: {
          name: spec.dataset.name,
          asOf: spec.asOf,
          task: spec.task,
          timestampField: 'at',
          inputs: [],
          label: { type: 'bool' },
          rows: { train: 700, validation: 100, test: 200 },
        },
      }
    case 'Train':
      return {
        model: {
          model: spec.model,
          task: spec.task,
          inputs: [{ name: 'distance', type: 'float64', from: 'request', datatype: 'float32' }],
          output: { name: 'prediction', columns: 1 },
          trainer: { runtime: spec.trainer.runtime },
        },
      }
    case 'Evaluate':
      return {
        evaluation: {
          task: spec.task,
          rows: 200,
          metrics: { roc_auc: 0.7, brier: 0.15 },
          calibration: [],
          slices: [],
          comparisons: [],
          fairness: [],
        },
      }
    case 'Materialize':
      return { materialized: { rows: 10, until: spec.to } }
    case 'Monitor':
      return {
        drift: {
          monitor: spec.monitor,
          endpoint: spec.endpoint,
          version: spec.version,
          asOf: spec.asOf,
          window: { from: spec.current.from, to: spec.current.to },
          rows: 1000,
          rules: spec.drift.map(({ id, method }) => ({ id, method, verdict: 'pass', driftedShare: 0, columns: [] })),
          performance: spec.performance.map(({ id, metric }) => ({ id, metric, verdict: 'pass', samples: 1000 })),
          quality: [],
        },
      }
    case 'Analyze':
      return {
        analysis: {
          endpoint: spec.endpoint,
          version: spec.version,
          champion: spec.champion,
          window: { from: spec.current.from, to: spec.current.to },
          measurements: spec.metrics.map((metric) => ({ metric, value: 0, champion: 0, samples: 1000 })),
        },
      }
    case 'SendTraffic':
      return { traffic: { requests: 1, rows: 1, failedRequests: 0, seconds: 1 } }
    case 'BuildTraffic':
    case 'Score':
      return { offlineRows: 1000 }
    case 'Fingerprint':
      return { fingerprints: Object.fromEntries(spec.sources.map(({ name }) => [name, digestOf(name)])) }
    case 'MeasureServed':
      return { served: { rows: 1000, outcomes: 1000, metrics: {}, spans: spec.spans.map(() => ({ rows: 0, outcomes: 0, metrics: {} })) } }
  }
}
