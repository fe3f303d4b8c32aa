import { setTimeout as sleep } from 'node:timers/promises'
import { FINALIZER } from '../../reconciler/controller/finalize.js'
import { ApiClient } from '../../reconciler/platforms/kubernetes/client/api-client.js'
import { ApiError } from '../../reconciler/platforms/kubernetes/client/api-error.js'
import { findConnection } from '../../reconciler/platforms/kubernetes/client/in-cluster.js'
import { Objects } from '../../reconciler/platforms/kubernetes/client/objects.js'
import type { LiveObject } from '../../reconciler/platforms/kubernetes/live-object.js'
import { DEFINITIONS } from '../../schema/crds/crds.js'
import { API_VERSION, GROUP } from '../../schema/crds/definition.js'
import type { FactoryResource } from '../../schema/crds/factory.js'
import { askYes } from '../terminal/ask-yes.js'
import type { Output } from '../terminal/output.js'
import { LABELS } from './install-options.js'

export interface UninstallCommandOptions {
  readonly yes: boolean
  readonly keep: boolean
  /** Seconds. */
  readonly timeout: number
  readonly kubeconfig?: string
  readonly context?: string
}

/** What an installation has, the last to be applied first. */
const KINDS: readonly (readonly [string, string])[] = [
  ['monitoring.coreos.com/v1', 'ServiceMonitor'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['v1', 'Service'],
  ['apps/v1', 'Deployment'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
  ['rbac.authorization.k8s.io/v1', 'Role'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['v1', 'ServiceAccount'],
  ['coordination.k8s.io/v1', 'Lease'],
  ['v1', 'Namespace'],
]

/** @returns 0 gone, 1 Factories do not go, or the person said no. */
export async function uninstallCommand(options: UninstallCommandOptions, output: Output): Promise<number> {
  const { kubeconfig, context, yes, keep, timeout } = options
  const client = new ApiClient(findConnection({ paths: kubeconfig === undefined ? undefined : [kubeconfig], context }))
  const objects = new Objects(client)
  try {
    const factories = await factoriesOf(objects)
    const kept = factories.reduce((sum, { status }) => sum + (status?.objects ?? 0), 0)
    const what = keep
      ? `leaves ${kept} objects that they keep where they are`
      : `deletes ${kept} objects that they keep, with models and data`
    output.error(`deletes ${factories.length} factories and ${what}, then the controller and our kinds\n`)
    if (!yes && !(await askYes('Go on?'))) return 1
    if (!(await removeFactories(objects, factories, { keep, timeoutMs: timeout * 1_000, output }))) return 1
    await removeInstallation(objects, output)
    return 0
  } finally {
    client.close()
  }
}

async function factoriesOf(objects: Objects): Promise<FactoryResource[]> {
  return (await ignoreMissing(objects.all<FactoryResource>({ apiVersion: API_VERSION, kind: 'Factory' }))) ?? []
}

async function removeFactories(
  objects: Objects,
  factories: readonly FactoryResource[],
  { keep, timeoutMs, output }: { keep: boolean; timeoutMs: number; output: Output },
): Promise<boolean> {
  for (const factory of factories) {
    // The controller leaves everything where it is, then.
    if (keep) await objects.merge(factory, { spec: { prune: false } })
    await objects.delete(factory)
  }
  const end = Date.now() + timeoutMs
  for (;;) {
    const left = await factoriesOf(objects)
    if (left.length === 0) return true
    if (Date.now() > end) {
      const names = left.slice(0, 5).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
      output.error(`${left.length} factories do not go: ${names.join(', ')}. The controller, which deletes what they keep, may not run.\n`)
      if (!keep) {
        output.error('Start it, or give --keep to leave behind what they keep.\n')
        return false
      }
      for (const { apiVersion, kind, metadata } of left) {
        const finalizers = (metadata.finalizers ?? []).filter((name) => name !== FINALIZER)
        await objects.merge({ apiVersion, kind, metadata }, { metadata: { finalizers } })
      }
    }
    await sleep(500)
  }
}

async function removeInstallation(objects: Objects, output: Output): Promise<void> {
  const selector = Object.entries(LABELS)
    .map(([name, value]) => `${name}=${value}`)
    .join(',')
  const namespaces = new Set<string>()
  for (const [apiVersion, kind] of KINDS) {
    const found =
      kind === 'Lease'
        ? await leases(objects, namespaces)
        : await ignoreMissing(objects.all<LiveObject>({ apiVersion, kind }, { selector }))
    for (const object of found ?? []) {
      if (object.metadata.namespace !== undefined) namespaces.add(object.metadata.namespace)
      await objects.delete(object)
      output.out(`deleted ${kind}/${object.metadata.name}\n`)
    }
  }
  for (const { plural } of DEFINITIONS) {
    const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.${GROUP}` } }
    if (await objects.delete(crd)) output.out(`deleted CustomResourceDefinition/${crd.metadata.name}\n`)
  }
}

/** Leases bear no labels of ours: their names do, where the controller ran. */
async function leases(objects: Objects, namespaces: ReadonlySet<string>): Promise<LiveObject[]> {
  const found = await Promise.all(
    [...namespaces].map((namespace) => objects.all<LiveObject>({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }, { namespace })),
  )
  return found.flat().filter(({ metadata }) => metadata.name.startsWith('aifactory-controller'))
}

/** Where our kinds, or those of the Prometheus operator, are not there, neither are objects of them. */
async function ignoreMissing<T>(asked: Promise<T[]>): Promise<T[] | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ApiError && error.isNotFound) return undefined
    if (error instanceof Error && 'code' in error && error.code === 'AF8505') return undefined
    throw error
  }
}
