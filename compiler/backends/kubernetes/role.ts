import type { Factory } from '../../graph/factory.js'
import { metaOf } from './labels.js'
import type { JsonMap, KubernetesObject } from './object.js'
import { controlAccountName } from './service-account.js'

/** Server-side apply is get, create and patch; pruning is list and delete. */
const MANAGE = ['create', 'delete', 'get', 'list', 'patch', 'watch']

/**
 * What the control plane may do: manage the kinds that this backend renders, and read how they fare. It may not read
 * secrets, run commands in pods, or change who may do what; and jobs and servers may do nothing at all.
 */
const RULES: readonly JsonMap[] = [
  { apiGroups: [''], resources: ['configmaps', 'persistentvolumeclaims', 'services'], verbs: MANAGE },
  { apiGroups: [''], resources: ['events', 'pods', 'pods/log'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: ['apps'], resources: ['deployments'], verbs: MANAGE },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: MANAGE },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: MANAGE },
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: MANAGE },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: MANAGE },
]

export function controlRole(factory: Factory): KubernetesObject[] {
  const name = controlAccountName(factory)
  const metadata = metaOf(factory, { name, component: 'control', instance: factory.name })
  return [
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: RULES },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: factory.platform.namespace }],
    },
  ]
}
