import { digestOf } from '../../../schema/digest.js'
import type { Factory } from '../../graph/factory.js'
import { configMap } from './config-map.js'
import { type JobTemplate, jobSpec } from './job-template.js'
import { metaOf } from './labels.js'
import { nameOf } from './names.js'
import type { JsonMap, KubernetesObject, ObjectMeta } from './object.js'
import { stepFile } from './step-container.js'

/** Kueue admits the jobs that carry it. */
const QUEUE_LABEL = 'kueue.x-k8s.io/queue-name'

interface JobOptions extends JobTemplate {
  /** Digest of the node that the job comes from. */
  readonly hash: string
  readonly queueName?: string
}

/**
 * A Job under a name that tells its content, with its ConfigMap. A Job cannot be changed, so another content makes
 * another Job, and a running one is left alone; results are kept by content too, so the new one does only what is new.
 */
export function job(factory: Factory, options: JobOptions): KubernetesObject[] {
  const { component, instance } = options
  const data = stepFiles(options)
  const name = nameOf([factory.name, component, instance], { hash: digestOf({ spec: jobSpec(factory, options, ''), data }) })
  const metadata = jobMeta(factory, options, name)
  return [
    configMap(metadata, data, 'immutable'),
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { ...metadata, labels: { ...metadata.labels, ...queueLabels(options) } },
      spec: jobSpec(factory, options, name),
    },
  ]
}

export function jobMeta(factory: Factory, { component, instance, hash }: JobOptions, name: string): ObjectMeta {
  return metaOf(factory, { name, component, instance, hash })
}

/** The files that a job's containers read, by name: one for each step. */
export function stepFiles({ steps }: JobTemplate): Record<string, string> {
  return Object.fromEntries(steps.map((step) => [stepFile(step), `${JSON.stringify(step.contract, null, 2)}\n`]))
}

export function queueLabels({ queueName }: { readonly queueName?: string }): JsonMap & Record<string, string> {
  return queueName === undefined ? {} : { [QUEUE_LABEL]: queueName }
}
