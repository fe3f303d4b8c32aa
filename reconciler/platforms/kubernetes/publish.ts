import type { Factory } from '../../../compiler/graph/factory.js'
import { canonicalJson } from '../../../schema/digest.js'
import type { Store } from '../../store/store.js'
import { type ClusterApi, isConflict, type ObjectRef } from './cluster-api.js'
import { controlLabels } from './control-labels.js'
import { PROJECTED_VERSION, type Projection, projectionsOf } from './projections.js'

interface PublisherOptions {
  readonly api: ClusterApi
  readonly store: Store
  readonly factoryName: string
  readonly owner?: unknown
}

/** Keeps the custom resources that tell of versions, endpoints and monitors as the store says, writing only what has changed. */
export class Publisher {
  readonly #options: PublisherOptions
  readonly #published = new Map<string, string>()

  constructor(options: PublisherOptions) {
    this.#options = options
  }

  /** How many objects were written. */
  async publish(factory: Factory): Promise<number> {
    const { store, factoryName } = this.#options
    let written = 0
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
