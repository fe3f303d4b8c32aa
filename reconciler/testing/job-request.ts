import type { JobError } from '../../schema/generated/jobs.js'
import type { JobRequest } from '../platforms/platform.js'
import { datasetOf, trips } from './factory-fixture.js'

/** What the job program of tests does, one after another. */
export type JobStep =
  /** Reports progress, with its process id as the message. */
  | { readonly tell: object }
  | { readonly log: string }
  /** Adds its process id to a file: once for each time that it runs. */
  | { readonly count: string }
  | { readonly write: string; readonly content: string }
  | { readonly checkpoint: string }
  /** Writes whether a checkpoint was there. */
  | { readonly resumed: string }
  /** Waits until a file appears. */
  | { readonly await: string }
  | { readonly say: string }
  | { readonly exit: number }
  | { readonly fail: JobError }
  | { readonly failFirst: number; readonly in: string; readonly with: JobError }
  /** Says that it is done, without a result. */
  | { readonly silent: true }

type Limits = Partial<Pick<JobRequest, 'key' | 'retries' | 'timeoutMs'>>

/** A job that keeps what it writes, in a process that it shares. */
export const datasetJob = (steps: readonly JobStep[], limits: Limits = {}): JobRequest => ({
  key: 'd'.repeat(64),
  subject: 'rides',
  retries: 0,
  ...limits,
  spec: {
    kind: 'BuildDataset',
    baseDir: '/project',
    asOf: '2013-01-01T00:00:00.000Z',
    task: 'binary_classification',
    dataset: datasetOf({ filter: JSON.stringify(steps) }),
  },
})

/** A job that keeps what it writes, and its checkpoints, in a process of its own. */
export const trainJob = (steps: readonly JobStep[], limits: Limits = {}): JobRequest => ({
  key: 't'.repeat(64),
  subject: 'late',
  retries: 0,
  ...limits,
  spec: {
    kind: 'Train',
    model: 'late',
    task: 'binary_classification',
    datasetDir: '/dataset',
    trainer: { runtime: 'command', command: ['train'], codeDir: '/code', parameters: { steps }, env: {}, timeoutMs: 1000 },
  },
})

/** A job of which only the result is kept. */
export const checkJob = (steps: readonly JobStep[], limits: Limits = {}): JobRequest => ({
  key: 'c'.repeat(64),
  subject: 'trips',
  retries: 0,
  ...limits,
  spec: {
    kind: 'ValidateData',
    baseDir: '/project',
    asOf: '2013-01-01T00:00:00.000Z',
    source: { ...trips, path: JSON.stringify(steps) },
    expectations: [],
  },
})
