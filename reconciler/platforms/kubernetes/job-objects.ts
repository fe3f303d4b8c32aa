import { labelsOf } from '../../../compiler/backends/kubernetes/labels.js'
import { CONFIG_DIR, VOLUME_ROOT } from '../../../compiler/backends/kubernetes/places.js'
import { BASE_ENV, CONTAINER_SECURITY, JOB_MOUNTS, placement, podBase } from '../../../compiler/backends/kubernetes/pod.js'
import { DEFAULT_RESOURCES, resourcesOf } from '../../../compiler/backends/kubernetes/resources.js'
import { environment } from '../../../compiler/backends/kubernetes/step-container.js'
import type { Factory, LinkedEnv, LinkedModel, LinkedResources } from '../../../compiler/graph/factory.js'
import { digestOf } from '../../../schema/digest.js'
import type { KeyedJob } from '../../../schema/generated/jobs.js'
import type { JobRequest } from '../platform.js'
import type { ClusterObject } from './cluster-api.js'
import type { CodeFiles } from './code-files.js'
import { controlLabels } from './control-labels.js'
import { componentOf, KEEPS_ARTIFACT, RECORDED } from './job-names.js'

export const KEY_ANNOTATION = 'aifactory.dev/key'
/** Tells what a pod was asked to be given. */
export const POD_ANNOTATION = 'aifactory.dev/pod-digest'
export const JOB_CONTAINER = 'job'
const QUEUE_LABEL = 'kueue.x-k8s.io/queue-name'
/** How long finished Jobs are kept to be looked at, in seconds. What they found is kept apart from them. */
const KEEP_SECONDS = { recorded: 7 * 86_400, other: 3600 } as const
/** Longest time of a try that has no timeout of its own, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 3_600_000

/** What a job's pod is given, by what the file says. */
export interface PodNeeds {
  readonly image: string
  readonly resources: LinkedResources
  readonly defaults: LinkedResources
  readonly env: LinkedEnv
  readonly spot: boolean
  readonly queueName?: string
}

/** Trainers get what their model asks for; all else reads and joins data. */
export function podNeeds(factory: Factory, { subject, spec }: Pick<JobRequest, 'subject' | 'spec'>): PodNeeds {
  const { images } = factory.platform
  const model = spec.kind === 'Train' ? factory.models[subject] : undefined
  if (!model) return { image: images.runtime, resources: {}, defaults: DEFAULT_RESOURCES.data, env: {}, spot: false }
  const { trainer } = model
  return {
    image: (trainer.resources.gpu ?? 0) > 0 ? (images.gpu ?? images.runtime) : images.runtime,
    resources: trainer.resources,
    defaults: DEFAULT_RESOURCES.train,
    env: secretsOf(model),
    spot: trainer.spot,
    queueName: trainer.queueName,
  }
}

/** Digest of where a job's pod may run and what it is given: with another one, a pod that has not begun is made anew. */
export function podDigest(factory: Factory, request: Pick<JobRequest, 'subject' | 'spec'>): string {
  const needs = podNeeds(factory, request)
  const { images, serviceAccountName } = factory.platform
  return digestOf([needs, placement(factory, wantsOf(needs)), images, serviceAccountName])
}

const wantsOf = ({ resources, spot }: PodNeeds) => ({ gpu: (resources.gpu ?? 0) > 0, spot })

/** Variables of a trainer that come from Secrets: they are never written down, the pod takes them from there. */
export function secretsOf({ trainer }: LinkedModel): LinkedEnv {
  if (trainer.runtime === 'tfjs') return {}
  return Object.fromEntries(Object.entries(trainer.env).filter(([, value]) => typeof value !== 'string'))
}

/** The file that the job's container reads. */
export function keyedJob({ key, spec }: JobRequest, needs: PodNeeds): KeyedJob {
  const secretEnv = Object.keys(needs.env).sort()
  return { key, root: VOLUME_ROOT, keeps: KEEPS_ARTIFACT.has(spec.kind), job: spec, ...(secretEnv.length > 0 && { secretEnv }) }
}

interface JobObjectsOptions {
  readonly factory: Factory
  readonly request: JobRequest
  /** Name of the try. */
  readonly name: string
  readonly code?: CodeFiles
  readonly owner?: unknown
}

/** A ConfigMap with the job, and the Job of one try of it. Neither ever changes. */
export function jobObjects({ factory, request, name, code, owner }: JobObjectsOptions): { config: ClusterObject; job: ClusterObject } {
  const component = componentOf(request.spec.kind)
  const needs = podNeeds(factory, request)
  const labels = controlLabels(factory, component, request.subject)
  const metadata = {
    name,
    namespace: factory.platform.namespace,
    labels,
    annotations: { ...factory.annotations, [KEY_ANNOTATION]: request.key, [POD_ANNOTATION]: podDigest(factory, request) },
    ...(owner !== undefined && { ownerReferences: [owner] }),
  }
  const volumes = [{ name: 'job', configMap: { name } }, ...(code ? [code.volume] : [])]
  return {
    config: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      immutable: true,
      data: { 'job.json': `${JSON.stringify(keyedJob(request, needs), null, 1)}\n` },
    },
    job: {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        ...metadata,
        labels: { ...labels, ...(needs.queueName !== undefined && { [QUEUE_LABEL]: needs.queueName }) },
      },
      spec: {
        // A try is a Job: which tries follow depends on why one failed, which Kubernetes does not ask.
        backoffLimit: 0,
        ttlSecondsAfterFinished: RECORDED.has(request.spec.kind) ? KEEP_SECONDS.recorded : KEEP_SECONDS.other,
        podFailurePolicy: {
          // A node that went away, as interruptible ones do, is not the job's fault: its pod is made again and goes on.
          rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
        },
        // A pod that may still run on a node that is cut off is not doubled until it is known to have ended.
        podReplacementPolicy: 'Failed',
        template: {
          metadata: { labels: labelsOf(factory, component, request.subject), annotations: { [KEY_ANNOTATION]: request.key } },
          spec: {
            ...podBase(factory, 'jobs', volumes),
            ...placement(factory, wantsOf(needs)),
            restartPolicy: 'Never',
            // Of the pod and not of the Job: time that it waits for a node is not counted.
            activeDeadlineSeconds: Math.ceil((request.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000),
            containers: [
              {
                name: JOB_CONTAINER,
                image: needs.image,
                imagePullPolicy: factory.platform.images.pullPolicy,
                command: ['node', 'dist/job.js', '--keyed', `${CONFIG_DIR}/job.json`],
                env: [...BASE_ENV, ...environment(needs.env)],
                resources: resourcesOf(factory, needs.resources, needs.defaults),
                securityContext: CONTAINER_SECURITY,
                volumeMounts: [...JOB_MOUNTS, { name: 'job', mountPath: CONFIG_DIR, readOnly: true }, ...(code ? [code.mount] : [])],
              },
            ],
          },
        },
      },
    },
  }
}
