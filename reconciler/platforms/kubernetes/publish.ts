import { nameOf } from '../../../compiler/backends/kubernetes/names.js'
import type { Factory } from '../../../compiler/graph/factory.js'
import { canonicalJson } from '../../../schema/digest.js'
import type { Store } from '../../store/store.js'
import { type ClusterApi, isConflict, type ObjectRef } from './cluster-api.js'
import { CONTROL_MANAGER } from './cluster-servers.js'
import { controlLabels } from './control-labels.js'
import { liveStatus } from './factory-summary.js'
import { PROJECTED_VERSION, type Projection, projectionsOf } from './projections.js'

interface PublisherOptions {
  readonly api: ClusterApi
  readonly store: Store
  readonly factoryName: string
  readonly owner?: unknown
  /** Where the Factory's custom resource is; without it, there is none. */
  readonly resource?: ObjectRef
}

/** Keeps the custom resources that tell of versions, endpoints and monitors as the store says, writing only what has changed. */
export class Publisher {
  readonly #options: PublisherOptions
  readonly #published = new Map<string, string>()

  constructor(options: PublisherOptions) {
    this.#options = options
  }

  /** What the models and endpoints do, in the status of the Factory. */
  async #tellFactory(factory: Factory): Promise<number> {
    const { api, store, resource } = this.#options
    if (!resource) return 0
    const url = (name: string): string => `http://${nameOf([factory.name, name])}.${factory.platform.namespace}.svc`
    const status = liveStatus(factory, store, url)
    const text = canonicalJson(status)
    if (this.#published.get('Factory') === text) return 0
    await api.applyStatus(resource, status, CONTROL_MANAGER)
    this.#published.set('Factory', text)
    return 1
  }

  /** How many objects were written. */
  async publish(factory: Factory): Promise<number> {
    const { store, factoryName } = this.#options
    let written = await this.#tellFactory(factory)
    for (const projection of projectionsOf(factory, factoryName, store)) {
      const id = `${projection.kind}/${projection.name}`
      const status = canonicalJson(projection.status)
      if (this.#published.get(id) === status) continue
      await this.#write(projection, factory)
      this.#published.set(id, status)
      written++
    }
    return written
  }

  async #write({ kind, name, instance, spec, status }: Projection, factory: Factory): Promise<void> {
    const { api, owner } = this.#options
    const { namespace } = factory.platform
    const ref: ObjectRef = { apiVersion: PROJECTED_VERSION, kind, namespace, name }
    const known = await api.get(ref)
    if (!known) {
      const labels = controlLabels(factory, kind.toLowerCase(), instance)
      const metadata = { name, namespace, labels, ...(owner !== undefined && { ownerReferences: [owner] }) }
      await api.create({ apiVersion: PROJECTED_VERSION, kind, metadata, spec }).catch((error: unknown) => {
        if (!isConflict(error)) throw error
      })
    }
    if (canonicalJson(known?.status) !== canonicalJson(status)) await api.patchStatus(ref, status)
  }
}
