import type { Factory } from '../../graph/factory.js'
import { metaOf } from './labels.js'
import { nameOf } from './names.js'
import type { KubernetesObject } from './object.js'

type PodRole = 'jobs' | 'server'

/** The identity of jobs or servers: the platform's where the file names one, one of ours otherwise. */
export function serviceAccountName(factory: Factory, role: PodRole): string {
  return factory.platform.serviceAccountName ?? nameOf([factory.name, role])
}

/** The identity with which the control plane, or a pipeline that applies these objects, acts in the namespace. */
export function controlAccountName(factory: Factory): string {
  return nameOf([factory.name, 'control'])
}

/** Jobs and servers have an identity each and no token: they never speak to the API server. */
export function serviceAccounts(factory: Factory): KubernetesObject[] {
  const own: readonly PodRole[] = factory.platform.serviceAccountName === undefined ? ['jobs', 'server'] : []
  return [
    ...own.map((role) => serviceAccount(factory, serviceAccountName(factory, role), role === 'jobs' ? 'jobs' : 'serve')),
    serviceAccount(factory, controlAccountName(factory), 'control'),
  ]
}

function serviceAccount(factory: Factory, name: string, component: 'jobs' | 'serve' | 'control'): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metaOf(factory, { name, component, instance: factory.name }),
    automountServiceAccountToken: false,
  }
}
