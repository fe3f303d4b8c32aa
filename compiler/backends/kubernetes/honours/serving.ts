import type { Factory, LinkedEndpoint } from '../../../graph/factory.js'
import { type Finding, inPart, refused } from '../finding.js'

/** Fields of endpoints. */
export function servingFindings(factory: Factory): Finding[] {
  return Object.values(factory.endpoints).flatMap((endpoint) => [
    ...scaling(endpoint),
    ...devices(endpoint),
    ...onlineStore(factory, endpoint),
    ...token(endpoint),
  ])
}

function scaling({ name, minReplicas, scaleMetric, maxReplicas }: LinkedEndpoint): Finding[] {
  const path = ['spec', 'endpoints', name]
  return [
    ...(minReplicas === 0
      ? [
          refused({
            code: 'AF6010',
            path: [...path, 'minReplicas'],
            message: 'the kubernetes backend cannot let an endpoint sleep: its autoscaler keeps one replica',
            suggestion: 'Use minReplicas: 1.',
          }),
        ]
      : []),
    ...(maxReplicas > minReplicas && (scaleMetric === 'concurrency' || scaleMetric === 'rps')
      ? [
          inPart({
            code: 'AF6011',
            path: [...path, 'scaleMetric'],
            message: `scaling by ${scaleMetric} needs an adapter for custom metrics in the cluster`,
            suggestion: 'Install prometheus-adapter, or scale by cpu.',
          }),
        ]
      : []),
  ]
}

function devices({ name, resources }: LinkedEndpoint): Finding[] {
  if ((resources.gpu ?? 0) === 0) return []
  return [
    refused({
      code: 'AF6012',
      path: ['spec', 'endpoints', name, 'resources', 'gpu'],
      message: 'servers predict on the CPU: a GPU would be held and not used',
      suggestion: 'Leave gpu out.',
    }),
  ]
}

function onlineStore(factory: Factory, { name, model, maxReplicas }: LinkedEndpoint): Finding[] {
  const dataset = factory.datasets[factory.models[model]?.dataset ?? '']
  if (maxReplicas === 1 || !dataset?.views.some((view) => view.online)) return []
  return [
    inPart({
      code: 'AF6013',
      path: ['spec', 'endpoints', name, 'maxReplicas'],
      message: 'replicas share online features as an SQLite file: on a network volume that several nodes mount, it may be damaged',
      suggestion: 'Keep the replicas and the jobs on one node, or use one replica.',
    }),
  ]
}

function token({ name, auth }: LinkedEndpoint): Finding[] {
  if (auth.type === 'none' || auth.secretRef !== undefined) return []
  return [
    refused({
      code: 'AF6014',
      path: ['spec', 'endpoints', name, 'auth'],
      message: 'a bearer token needs a secretRef: the server would let nobody in',
      suggestion: 'Add secretRef with the name and key of a Secret.',
    }),
  ]
}
