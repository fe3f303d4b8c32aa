import type { ObjectRef } from '../object-id.js'

/** What has to be there before what. Within a stage, objects are applied side by side. */
const STAGES: readonly (readonly string[])[] = [
  ['Namespace', 'CustomResourceDefinition'],
  ['ServiceAccount', 'ClusterRole', 'Role'],
  ['ClusterRoleBinding', 'RoleBinding', 'NetworkPolicy', 'ResourceQuota', 'LimitRange'],
  ['ConfigMap', 'Secret', 'PersistentVolumeClaim'],
  ['Service'],
  // Workloads, and kinds that we know nothing of.
  [],
]

/** Objects in stages, the first to apply first. Empty stages are left out. */
export function stagesOf<T extends ObjectRef>(objects: readonly T[]): T[][] {
  const stages: T[][] = STAGES.map(() => [])
  for (const object of objects) {
    const found = STAGES.findIndex((kinds) => kinds.includes(object.kind))
    stages[found < 0 ? STAGES.length - 1 : found]?.push(object)
  }
  return stages.filter((stage) => stage.length > 0)
}

/** Kinds that must be in force before the next stage can be applied, not only written. */
export const WAITED_FOR: ReadonlySet<string> = new Set(['Namespace', 'CustomResourceDefinition'])
