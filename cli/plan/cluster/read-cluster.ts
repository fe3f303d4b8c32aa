import type { KubernetesObject } from '../../../compiler/backends/kubernetes/object.js'
import type { LiveObject } from '../../../reconciler/platforms/kubernetes/live-object.js'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import { type ClusterOptions, type KubectlResult, kubectl } from './kubectl.js'

/** The kinds that the backend renders into a namespace, by the names that the API server has for them. */
const KINDS = [
  'configmaps',
  'cronjobs.batch',
  'deployments.apps',
  'horizontalpodautoscalers.autoscaling',
  'jobs.batch',
  'networkpolicies.networking.k8s.io',
  'persistentvolumeclaims',
  'poddisruptionbudgets.policy',
  'rolebindings.rbac.authorization.k8s.io',
  'roles.rbac.authorization.k8s.io',
  'serviceaccounts',
  'services',
]

/** How a cluster is called: its context and the namespace. */
export async function clusterName(namespace: string, options: ClusterOptions): Promise<string> {
  if (options.context !== undefined) return `${options.context}, namespace ${namespace}`
  const { out } = await kubectl(['config', 'current-context'], options)
  return `${out.trim() || 'of the current context'}, namespace ${namespace}`
}

/** Whether the namespace is there. @throws AIFactoryError AF8049 where the cluster does not answer. */
export async function hasNamespace(namespace: string, options: ClusterOptions): Promise<boolean> {
  const result = await kubectl(['get', 'namespace', namespace, '--ignore-not-found', '-o', 'name'], options)
  return answered(result).out.trim() !== ''
}

/** What is in the cluster of these objects. */
export async function liveObjects(objects: readonly KubernetesObject[], options: ClusterOptions): Promise<LiveObject[]> {
  const result = await kubectl(['get', '-f', '-', '--ignore-not-found', '-o', 'json'], options, listOf(objects))
  return items(answered(result).out)
}

/**
 * What the server would make of these objects: it checks, fills in defaults and admits as if they were applied. Nothing is
 * written. Fields that another manager wrote otherwise are told, and taken back in what comes out.
 */
export async function dryRun(
  objects: readonly KubernetesObject[],
  options: ClusterOptions,
): Promise<{ readonly applied: LiveObject[]; readonly conflicts: readonly string[] }> {
  const args = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '--field-manager=aifactory', '-o', 'json', '-f', '-']
  const result = await kubectl(args, options, listOf(objects))
  if (result.status === 0) return { applied: items(result.out), conflicts: [] }
  const conflicts = conflictsOf(result.error)
  if (conflicts.length === 0) answered(result)
  const forced = await kubectl([...args, '--force-conflicts'], options, listOf(objects))
  return { applied: items(answered(forced).out), conflicts }
}

/** Who owns which fields, as the server says it: one after the colon, or several on lines of their own. */
export function conflictsOf(error: string): string[] {
  const found = error.matchAll(/conflicts? with "([^"]+)"(?:[^:\n]*):((?: \.\S+)|(?:\n- \.\S+)+)/g)
  return [...found].map(([, manager, fields = '']) => `${manager} (${fields.match(/\.\S+/g)?.join(', ')})`)
}

/** Objects that belong to a factory by their labels, without those that another object made. */
export async function ownObjects(factory: string, namespace: string, options: ClusterOptions): Promise<LiveObject[]> {
  const selector = `app.kubernetes.io/managed-by=aifactory,app.kubernetes.io/part-of=${factory}`
  const result = await kubectl(['get', KINDS.join(','), '-n', namespace, '-l', selector, '--ignore-not-found', '-o', 'json'], options)
  return items(answered(result).out).filter(({ metadata }) => (metadata.ownerReferences ?? []).length === 0)
}

function answered(result: KubectlResult): KubectlResult {
  if (result.status === 0) return result
  const lines = result.error.split('\n').filter((line) => line.trim() !== '')
  throw new AIFactoryError('AF8049', 'the cluster refuses what is asked of it', {
    detail: lines.slice(0, 10).join('\n'),
    hint: 'The detail is what the API server says. Check the context, its rights, and who else writes these objects.',
  })
}

const listOf = (objects: readonly KubernetesObject[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })

/** One object comes by itself, several as a list, and none as nothing. */
function items(text: string): LiveObject[] {
  if (text.trim() === '') return []
  const found = JSON.parse(text) as LiveObject & { readonly items?: LiveObject[] }
  return found.items ?? [found]
}
