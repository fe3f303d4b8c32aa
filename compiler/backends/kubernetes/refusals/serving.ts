import type { AIFactory, Endpoint } from '../../../../schema/generated/aifactory.js'
import { usedFeatures } from '../../../graph/inputs.js'
import { isAbove, isOneOf, isRemote, type Refusal } from '../../refusal.js'

/** Fields of endpoints, and of the platform that serves. */
export const SERVING: readonly Refusal[] = [
  {
    code: 'AF6010',
    field: 'spec.endpoints.*.minReplicas',
    when: isOneOf(0),
    message: 'the kubernetes backend cannot let an endpoint sleep: its autoscaler keeps one replica',
    suggestion: 'Use minReplicas: 1.',
  },
  {
    code: 'AF6011',
    severity: 'warning',
    field: 'spec.endpoints.*.scaleMetric',
    when: (metric, { holder }) => isOneOf('concurrency', 'rps')(metric) && isScaled(holder as Endpoint),
    message: (metric) => `scaling by ${metric} needs an adapter for custom metrics in the cluster`,
    suggestion: 'Install prometheus-adapter, or scale by cpu.',
  },
  {
    code: 'AF6012',
    field: 'spec.endpoints.*.resources.gpu',
    when: isAbove(0),
    message: 'servers predict on the CPU: a GPU would be held and not used',
    suggestion: 'Leave gpu out.',
  },
  ...['maxReplicas', 'minReplicas'].map(
    (field): Refusal => ({
      code: 'AF6013',
      severity: 'warning',
      field: `spec.endpoints.*.${field}`,
      when: (replicas, { holder }, document) =>
        isAbove(1)(replicas) &&
        (field === 'maxReplicas' || (holder as Endpoint).maxReplicas === undefined) &&
        servesOnlineFeatures(holder as Endpoint, document),
      message: 'replicas share online features as an SQLite file: on a network volume that several nodes mount, it may be damaged',
      suggestion: 'Keep the replicas and the jobs on one node, or use one replica.',
    }),
  ),
  {
    code: 'AF6014',
    field: 'spec.endpoints.*.auth',
    when: (auth) => (auth as NonNullable<Endpoint['auth']>).type === 'bearer' && !(auth as NonNullable<Endpoint['auth']>).secretRef,
    message: 'a bearer token needs a secretRef: the server would let nobody in',
    suggestion: 'Add secretRef with the name and key of a Secret.',
  },
  {
    code: 'AF6016',
    severity: 'warning',
    field: 'spec.endpoints.*.logger.retention',
    message: 'nothing in the cluster removes logs of requests yet',
    suggestion: 'Size the volume for them with platform.storage.',
  },
  {
    code: 'AF6020',
    field: 'spec.platform.artifactStore',
    when: (store) => !isRemote(store),
    message: (store) => `${store} is a folder of one machine; in a cluster artifacts are kept on a volume`,
    suggestion: 'Leave artifactStore out of this target.',
  },
  {
    code: 'AF6021',
    severity: 'warning',
    field: 'spec.platform.artifactStore',
    when: isRemote,
    rest: true,
    message: (store) => `artifacts are kept on a volume and not in ${store}: jobs in a cluster do not write to object stores yet`,
    suggestion: 'Size the volume with platform.storage.',
  },
]

function isScaled({ minReplicas = 1, maxReplicas = 1 }: Endpoint): boolean {
  return maxReplicas > minReplicas
}

function servesOnlineFeatures({ model }: Endpoint, { spec }: AIFactory): boolean {
  const dataset = spec.datasets?.[spec.models?.[model]?.dataset ?? '']
  return dataset !== undefined && usedFeatures(spec, dataset).some(({ view }) => spec.featureViews?.[view]?.online)
}
