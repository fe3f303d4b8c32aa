import type { Factory, LinkedEnv } from '../../graph/factory.js'
import type { JsonMap } from './object.js'
import { CONFIG_DIR, RUN_VARIABLE } from './places.js'
import { BASE_ENV, CONTAINER_SECURITY, JOB_MOUNTS } from './pod.js'
import { resourcesOf } from './resources.js'
import type { Step } from './steps/step.js'

/** The name of the run is the name of the job, which stays the same over the tries of its pods. */
const RUN_ENV: JsonMap = { name: RUN_VARIABLE, valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } } }

/** The container that does a step. Its file is mounted from the job's ConfigMap. */
export function stepContainer(factory: Factory, step: Step): JsonMap {
  return {
    name: step.name,
    image: step.image,
    imagePullPolicy: factory.platform.images.pullPolicy,
    command: ['node', 'dist/job.js', '--step', `${CONFIG_DIR}/${stepFile(step)}`],
    env: [...BASE_ENV, RUN_ENV, ...environment(step.env)],
    resources: resourcesOf(factory, step.resources, step.defaults),
    securityContext: CONTAINER_SECURITY,
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [...JOB_MOUNTS, { name: 'steps', mountPath: CONFIG_DIR, readOnly: true }],
  }
}

export function stepFile(step: Step): string {
  return `${step.name}.json`
}

/** Environment variables of a container, by name. Values of secrets stay in their Secret. */
export function environment(env: LinkedEnv): JsonMap[] {
  return Object.keys(env)
    .sort()
    .map((name) => {
      const value = env[name]
      if (value === undefined || typeof value === 'string') return { name, value: value ?? '' }
      return { name, valueFrom: { secretKeyRef: { name: value.secretRef.name, key: value.secretRef.key } } }
    })
}
