import type { Factory, LinkedEndpoint } from '../../graph/factory.js'
import { hashOf, metaOf } from './labels.js'
import type { JsonMap, KubernetesObject } from './object.js'
import { servingName } from './serving-config.js'

/** Metrics of the servers, for adapters that hand them to the autoscaler. */
const POD_METRICS = { concurrency: 'aifactory_requests_in_flight', rps: 'aifactory_requests_per_second' } as const

/** Seconds over which the highest wanted number holds, so that a short lull does not take servers away. */
const CALM = 300

/** Scales an endpoint's servers between their bounds; none where the bounds are one number. */
export function autoscaler(factory: Factory, endpoint: LinkedEndpoint): KubernetesObject[] {
  const { minReplicas, maxReplicas } = endpoint
  if (maxReplicas <= minReplicas) return []
  const name = servingName(factory, endpoint)
  return [
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: metaOf(factory, { name, component: 'serve', instance: endpoint.name, hash: hashOf(factory, `endpoint/${endpoint.name}`) }),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        minReplicas,
        maxReplicas,
        metrics: [metric(endpoint)],
        behavior: { scaleDown: { stabilizationWindowSeconds: CALM } },
      },
    },
  ]
}

function metric({ scaleMetric, scaleTarget }: LinkedEndpoint): JsonMap {
  if (scaleMetric === 'cpu' || scaleMetric === 'memory') {
    return { type: 'Resource', resource: { name: scaleMetric, target: { type: 'Utilization', averageUtilization: scaleTarget } } }
  }
  return {
    type: 'Pods',
    pods: { metric: { name: POD_METRICS[scaleMetric] }, target: { type: 'AverageValue', averageValue: String(scaleTarget) } },
  }
}
