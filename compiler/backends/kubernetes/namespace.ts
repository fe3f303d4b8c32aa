import type { Factory } from '../../graph/factory.js'
import { LABEL_PREFIX, labelsOf } from './labels.js'
import type { KubernetesObject } from './object.js'

/**
 * A namespace of the factory's own carries its labels and enforces the "restricted" Pod Security Standard, which all of
 * its pods meet. One that bears another name may hold other things, so it is only asked to exist.
 */
export function namespace(factory: Factory): KubernetesObject {
  const { namespace: name } = factory.platform
  if (name !== factory.name) return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: {} } }
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: { ...labelsOf(factory, 'namespace', factory.name), 'pod-security.kubernetes.io/enforce': 'restricted' },
      annotations: { ...factory.annotations, [`${LABEL_PREFIX}/factory`]: factory.name },
    },
  }
}
