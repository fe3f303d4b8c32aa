import type { KubernetesObject } from './object.js'

/** Kinds in the order in which they can be applied: what is referred to comes before what refers to it. */
export const ORDER = [
  'Namespace',
  'NetworkPolicy',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ConfigMap',
  'PersistentVolumeClaim',
  'Service',
  'Deployment',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'Job',
  'CronJob',
] as readonly string[]

/** By kind, then name; names compare by code unit, so that no locale changes the order. */
export function compareObjects(a: KubernetesObject, b: KubernetesObject): number {
  const kinds = ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)
  if (kinds !== 0) return kinds
  return a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : 0
}
