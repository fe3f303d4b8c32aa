import { DEFINITIONS } from '../../../../schema/crds/crds.js'
import { API_VERSION } from '../../../../schema/crds/definition.js'
import { AIFactoryError } from '../../../../schema/diagnostic.js'
import type { ObjectRef } from '../object-id.js'
import type { ApiClient } from './api-client.js'

export interface Kind {
  readonly apiVersion: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
}

const kind = (apiVersion: string, name: string, plural = `${name.toLowerCase()}s`, namespaced = true): Kind => ({
  apiVersion,
  kind: name,
  plural,
  namespaced,
})

/** Kinds that every cluster has under one name, and ours. Others are asked for. */
const KNOWN: readonly Kind[] = [
  kind('v1', 'Namespace', 'namespaces', false),
  ...['ConfigMap', 'Secret', 'Service', 'ServiceAccount', 'PersistentVolumeClaim', 'Pod', 'Event'].map((name) => kind('v1', name)),
  kind('v1', 'Node', 'nodes', false),
  kind('apps/v1', 'Deployment'),
  kind('apps/v1', 'StatefulSet'),
  kind('autoscaling/v2', 'HorizontalPodAutoscaler'),
  kind('batch/v1', 'Job'),
  kind('batch/v1', 'CronJob'),
  kind('coordination.k8s.io/v1', 'Lease'),
  kind('events.k8s.io/v1', 'Event'),
  kind('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies'),
  kind('policy/v1', 'PodDisruptionBudget'),
  kind('rbac.authorization.k8s.io/v1', 'Role'),
  kind('rbac.authorization.k8s.io/v1', 'RoleBinding'),
  kind('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', false),
  kind('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'clusterrolebindings', false),
  kind('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', false),
  ...DEFINITIONS.map((definition) => kind(API_VERSION, definition.kind, definition.plural)),
]

interface ResourceList {
  readonly resources: readonly { readonly kind: string; readonly name: string; readonly namespaced: boolean }[]
}

const keyOf = (apiVersion: string, name: string): string => `${apiVersion} ${name}`

/** Where the API server has each kind. What it lacks is asked for again the next time, since it may come to be. */
export class Kinds {
  readonly #client: ApiClient
  readonly #known = new Map(KNOWN.map((known) => [keyOf(known.apiVersion, known.kind), known]))

  constructor(client: ApiClient) {
    this.#client = client
  }

  /** @throws AIFactoryError AF8505 where the API server has no such kind. */
  async find({ apiVersion, kind: name }: Pick<ObjectRef, 'apiVersion' | 'kind'>): Promise<Kind> {
    const known = this.#known.get(keyOf(apiVersion, name)) ?? (await this.#discover(apiVersion, name))
    if (known) return known
    throw new AIFactoryError('AF8505', `the cluster knows no kind ${name} in ${apiVersion}`, {
      hint: 'Install what defines it, or update the cluster.',
      retryable: true,
    })
  }

  /** Whether the API server has a kind, such as Kueue's LocalQueue. */
  async has(apiVersion: string, name: string): Promise<boolean> {
    return (await this.#discover(apiVersion, name)) !== undefined
  }

  async #discover(apiVersion: string, name: string): Promise<Kind | undefined> {
    const list = await this.#client.find<ResourceList>({ path: rootOf(apiVersion) })
    for (const { kind: found, name: plural, namespaced } of list?.resources ?? []) {
      // Subresources such as deployments/status are listed too.
      if (!plural.includes('/')) this.#known.set(keyOf(apiVersion, found), { apiVersion, kind: found, plural, namespaced })
    }
    return list?.resources.some((resource) => resource.kind === name) ? this.#known.get(keyOf(apiVersion, name)) : undefined
  }
}

export const rootOf = (apiVersion: string): string => (apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`)

/** Where a kind is; with a namespace, only what is in it, and with a name one object. */
export function pathOf({ apiVersion, plural, namespaced }: Kind, { namespace, name }: { namespace?: string; name?: string } = {}): string {
  const where = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  return `${rootOf(apiVersion)}${where}/${plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`
}
