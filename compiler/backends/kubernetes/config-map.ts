import type { KubernetesObject, ObjectMeta } from './object.js'

/** Files for a pod. Those of a job never change: another content has another name, so a job runs what it was made for. */
export function configMap(metadata: ObjectMeta, data: Readonly<Record<string, string>>, change: 'immutable' | 'mutable'): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...(change === 'immutable' ? { immutable: true } : {}), data }
}
