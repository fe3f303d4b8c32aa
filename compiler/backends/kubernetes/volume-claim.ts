import type { Factory } from '../../graph/factory.js'
import { metaOf } from './labels.js'
import { nameOf } from './names.js'
import type { KubernetesObject } from './object.js'

export function claimName(factory: Factory): string {
  return nameOf([factory.name, 'data'])
}

/** The volume that jobs and servers share: the checkout, artifacts, online features and inference logs. */
export function volumeClaim(factory: Factory): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: metaOf(factory, { name: claimName(factory), component: 'storage', instance: factory.name }),
    spec: {
      accessModes: ['ReadWriteMany'],
      resources: { requests: { storage: factory.platform.storage } },
    },
  }
}
