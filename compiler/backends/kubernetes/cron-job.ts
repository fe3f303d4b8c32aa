import { digestOf } from '../../../schema/digest.js'
import type { Factory } from '../../graph/factory.js'
import { configMap } from './config-map.js'
import { queueLabels, stepFiles } from './job.js'
import { type JobTemplate, jobSpec } from './job-template.js'
import { labelsOf, metaOf } from './labels.js'
import { CRON_JOB_LENGTH, nameOf } from './names.js'
import type { KubernetesObject } from './object.js'

/** A run that cannot start for this long, in seconds, is left out: the next one covers its time. */
const STARTING_DEADLINE = 3600

interface CronJobOptions extends JobTemplate {
  /** Five fields, UTC. */
  readonly schedule: string
  readonly hash: string
  readonly queueName?: string
}

/** A CronJob with the ConfigMap of its steps. Two runs of it never overlap. */
export function cronJob(factory: Factory, options: CronJobOptions): KubernetesObject[] {
  const { component, instance, schedule, hash } = options
  const data = stepFiles(options)
  const words = [factory.name, component, instance]
  const configName = nameOf(words, { hash: digestOf(data) })
  const labels = { ...labelsOf(factory, component, instance), ...queueLabels(options) }
  return [
    configMap(metaOf(factory, { name: configName, component, instance, hash }), data, 'immutable'),
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: metaOf(factory, { name: nameOf(words, { maxLength: CRON_JOB_LENGTH }), component, instance, hash }),
      spec: {
        schedule: schedule.trim().replaceAll(/\s+/g, ' '),
        timeZone: 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: STARTING_DEADLINE,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 3,
        jobTemplate: { metadata: { labels }, spec: jobSpec(factory, options, configName) },
      },
    },
  ]
}
