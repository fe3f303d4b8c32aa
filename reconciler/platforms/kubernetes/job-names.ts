import type { Component } from '../../../compiler/backends/kubernetes/labels.js'
import { nameOf } from '../../../compiler/backends/kubernetes/names.js'
import type { JobSpec } from '../../../schema/generated/jobs.js'
import type { JobRequest } from '../platform.js'

const COMPONENTS: Readonly<Record<JobSpec['kind'], Component>> = {
  ValidateData: 'validate',
  BuildDataset: 'dataset',
  Train: 'train',
  Evaluate: 'evaluate',
  Materialize: 'materialize',
  Monitor: 'monitor',
  Analyze: 'analyze',
  SendTraffic: 'traffic',
  BuildTraffic: 'traffic',
  Score: 'traffic',
  MeasureServed: 'traffic',
  Fingerprint: 'fingerprint',
}

/** Jobs whose folder is kept as an artifact; of the others only the result is. */
export const KEEPS_ARTIFACT: ReadonlySet<JobSpec['kind']> = new Set(['BuildDataset', 'Train', 'Evaluate', 'BuildTraffic', 'Score'])

/** The stages of a training run are recorded for good. What is measured every hour only answers until the next time. */
export const RECORDED: ReadonlySet<JobSpec['kind']> = new Set(['ValidateData', 'BuildDataset', 'Train', 'Evaluate'])

/** Room for the number of the try, and for what the Job controller adds to pods. */
const MAX_LENGTH = 56

export const componentOf = (kind: JobSpec['kind']): Component => COMPONENTS[kind]

/** The name of a job's record: it tells the key, so the same work always has the same name. */
export function recordName(factory: string, { key, subject, spec }: Pick<JobRequest, 'key' | 'subject' | 'spec'>): string {
  return nameOf([factory, componentOf(spec.kind), subject], { maxLength: MAX_LENGTH, hash: key })
}

/** The name of the Job of a try, from 1. */
export const tryName = (record: string, attempt: number): string => `${record}-${attempt}`
