import type { Factory, LinkedEndpoint } from '../../graph/factory.js'
import { hashOf, metaOf, selectorLabels } from './labels.js'
import type { KubernetesObject } from './object.js'
import { servingName } from './serving-config.js'

/** Drains take an endpoint's servers one at a time. A server that does not work never holds up a drain. */
export function disruptionBudget(factory: Factory, endpoint: LinkedEndpoint): KubernetesObject {
  const hash = hashOf(factory, `endpoint/${endpoint.name}`)
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metaOf(factory, { name: servingName(factory, endpoint), component: 'serve', instance: endpoint.name, hash }),
    spec: {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: selectorLabels(factory, 'serve', endpoint.name) },
    },
  }
}
