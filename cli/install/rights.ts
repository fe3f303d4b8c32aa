import { DEFINITIONS } from '../../schema/crds/crds.js'
import { GROUP } from '../../schema/crds/definition.js'
import { type InstalledObject, type InstallOptions, LABELS, NAME } from './install-options.js'

interface Rule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}

/** Server-side apply is get, create and patch; drift is list and watch; pruning is delete. */
const KEEP = ['create', 'delete', 'get', 'list', 'patch', 'watch']
const LOOK = ['get', 'list', 'watch']
const RBAC = 'rbac.authorization.k8s.io'

const plurals = DEFINITIONS.map(({ plural }) => plural)
const statuses = plurals.map((plural) => `${plural}/status`)

/**
 * What the controller may do: keep the kinds that the compiler renders, and work with ours. It may grant a factory's own account
 * no right that it lacks itself. Of secrets it may only read those that it knows the name of.
 */
const CLUSTER_RULES: readonly Rule[] = [
  { apiGroups: [GROUP], resources: ['factories'], verbs: ['get', 'list', 'patch', 'watch'] },
  { apiGroups: [GROUP], resources: plurals.filter((plural) => plural !== 'factories'), verbs: [...KEEP, 'update'] },
  { apiGroups: [GROUP], resources: statuses, verbs: ['get', 'patch', 'update'] },
  { apiGroups: [GROUP], resources: ['factories/finalizers'], verbs: ['update'] },
  { apiGroups: [''], resources: ['configmaps', 'namespaces', 'persistentvolumeclaims', 'serviceaccounts', 'services'], verbs: KEEP },
  { apiGroups: ['apps'], resources: ['deployments'], verbs: KEEP },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: KEEP },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: KEEP },
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: KEEP },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: KEEP },
  { apiGroups: [RBAC], resources: ['rolebindings', 'roles'], verbs: KEEP },
  { apiGroups: [''], resources: ['pods', 'pods/log', 'events'], verbs: LOOK },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
]

const LEASE_RULES: readonly Rule[] = [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'get', 'update'] }]

const IMPERSONATION: Rule = { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'] }

export function rights({ namespace, impersonation }: InstallOptions): InstalledObject[] {
  const subjects = [{ kind: 'ServiceAccount', name: NAME, namespace }]
  const rules = impersonation ? [...CLUSTER_RULES, IMPERSONATION] : CLUSTER_RULES
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME, namespace, labels: LABELS }, automountServiceAccountToken: false },
    clusterRole(NAME, rules),
    binding('ClusterRoleBinding', { name: NAME, labels: LABELS }, subjects),
    { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata: { name: NAME, namespace, labels: LABELS }, rules: LEASE_RULES },
    binding('RoleBinding', { name: NAME, namespace, labels: LABELS }, subjects),
    ...peoplesRoles(),
  ]
}

/** Added to what `view` and `edit` give, so that those who have them need no further right. What is decided is written by the controller alone. */
function peoplesRoles(): InstalledObject[] {
  const role = (name: string, to: readonly string[], rules: readonly Rule[]): InstalledObject =>
    clusterRole(name, rules, Object.fromEntries(to.map((each) => [`rbac.authorization.k8s.io/aggregate-to-${each}`, 'true'])))
  return [
    role('aifactory-view', ['view', 'edit', 'admin'], [{ apiGroups: [GROUP], resources: [...plurals, ...statuses], verbs: LOOK }]),
    role(
      'aifactory-edit',
      ['edit', 'admin'],
      [
        { apiGroups: [GROUP], resources: ['factories'], verbs: ['create', 'delete', 'deletecollection', 'patch', 'update'] },
        // A person's word on a rollout, and a run that is to be made again.
        { apiGroups: [GROUP], resources: ['rollouts'], verbs: ['patch', 'update'] },
        { apiGroups: [GROUP], resources: ['trainingruns'], verbs: ['delete'] },
      ],
    ),
  ]
}

const clusterRole = (name: string, rules: readonly Rule[], labels: Readonly<Record<string, string>> = {}): InstalledObject => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'ClusterRole',
  metadata: { name, labels: { ...LABELS, ...labels } },
  rules,
})

const binding = (
  kind: 'RoleBinding' | 'ClusterRoleBinding',
  metadata: InstalledObject['metadata'],
  subjects: readonly object[],
): InstalledObject => ({
  apiVersion: `${RBAC}/v1`,
  kind,
  metadata,
  roleRef: { apiGroup: RBAC, kind: kind === 'RoleBinding' ? 'Role' : 'ClusterRole', name: metadata.name },
  subjects,
})
