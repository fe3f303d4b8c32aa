import type { Factory } from '../../graph/factory.js'
import { type Component, labelsOf } from './labels.js'
import type { JsonMap } from './object.js'
import { placement, podBase } from './pod.js'
import { stepContainer } from './step-container.js'
import type { Step } from './steps/step.js'

/** Exit statuses of a step (see JobStep in the schema of jobs). */
const FAILED_FOR_GOOD = 1
const NOT_YET = 75

/** Days that a finished job is kept to be looked at, in seconds. What it made is kept apart from it. */
const KEEP_FINISHED = 7 * 86_400

export interface JobTemplate {
  readonly component: Component
  readonly instance: string
  /** Done one after another, the last as the pod's main container. */
  readonly steps: readonly [...Step[], Step]
  /** Further tries, beside those that a lost node costs. */
  readonly retries: number
  /** Longest time for everything, tries and waiting included, in milliseconds. */
  readonly deadlineMs: number
  readonly spot: boolean
}

/** The spec of a Job that does some steps, whose files are in the ConfigMap of that name. */
export function jobSpec(factory: Factory, template: JobTemplate, configName: string): JsonMap {
  const { component, instance, steps, retries, deadlineMs, spot } = template
  const containers = steps.map((step) => stepContainer(factory, step))
  const gpu = steps.some((step) => (step.resources.gpu ?? 0) > 0)
  return {
    backoffLimit: retries,
    activeDeadlineSeconds: Math.ceil(deadlineMs / 1000),
    ttlSecondsAfterFinished: KEEP_FINISHED,
    podFailurePolicy: {
      rules: [
        // A node that went away, as interruptible ones do, is not the job's fault.
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        // Its pod is made again later, with growing delays, and holds no resources meanwhile.
        { action: 'Ignore', onExitCodes: { operator: 'In', values: [NOT_YET] } },
        { action: 'FailJob', onExitCodes: { operator: 'In', values: [FAILED_FOR_GOOD] } },
      ],
    },
    template: {
      metadata: { labels: labelsOf(factory, component, instance) },
      spec: {
        ...podBase(factory, 'jobs', [{ name: 'steps', configMap: { name: configName } }]),
        ...placement(factory, { gpu, spot }),
        restartPolicy: 'Never',
        ...(containers.length > 1 ? { initContainers: containers.slice(0, -1) } : {}),
        containers: containers.slice(-1),
      },
    },
  }
}
