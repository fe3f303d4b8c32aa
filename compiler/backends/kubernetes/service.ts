import type { Factory, LinkedEndpoint } from '../../graph/factory.js'
import { hashOf, metaOf, selectorLabels } from './labels.js'
import type { KubernetesObject } from './object.js'
import { servingName } from './serving-config.js'

/** The address of an endpoint inside the cluster. */
export function service(factory: Factory, endpoint: LinkedEndpoint): KubernetesObject {
  const hash = hashOf(factory, `endpoint/${endpoint.name}`)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metaOf(factory, { name: servingName(factory, endpoint), component: 'serve', instance: endpoint.name, hash }),
    spec: {
      type: 'ClusterIP',
      selector: selectorLabels(factory, 'serve', endpoint.name),
      ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' }],
    },
  }
}
