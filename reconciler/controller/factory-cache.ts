import type { FactoryResource } from '../../schema/crds/factory.js'
import { conditionOf } from './conditions.js'
import { dependenciesOf, keyOf } from './dependencies.js'
import { PUSHED_AT, REQUESTED_AT } from './requested-at.js'

/** What has happened to a Factory, as far as it concerns what is to be done. */
export type FactoryChange = 'new' | 'asked' | 'readiness' | 'none'

/** All Factories as they were last heard of. Objects are never written to; newer ones take their place. */
export class FactoryCache {
  readonly #byKey = new Map<string, FactoryResource>()

  get size(): number {
    return this.#byKey.size
  }

  get(key: string): FactoryResource | undefined {
    return this.#byKey.get(key)
  }

  values(): Iterable<FactoryResource> {
    return this.#byKey.values()
  }

  /** What is older than what is known is passed over. */
  put(resource: FactoryResource): FactoryChange {
    const key = keyOf(resource.metadata)
    const before = this.#byKey.get(key)
    if (before && versionOf(resource) <= versionOf(before)) return 'none'
    this.#byKey.set(key, stripped(resource))
    if (!before) return 'new'
    if (before.metadata.uid !== resource.metadata.uid) return 'new'
    if (askedBy(before) !== askedBy(resource)) return 'asked'
    return readinessOf(before) === readinessOf(resource) ? 'none' : 'readiness'
  }

  remove(key: string): void {
    this.#byKey.delete(key)
  }

  /** Factories that wait for one. */
  dependents(key: string): string[] {
    return [...this.#byKey].filter(([, resource]) => dependenciesOf(resource).includes(key)).map(([dependent]) => dependent)
  }
}

const versionOf = ({ metadata }: FactoryResource): number => Number(metadata.resourceVersion ?? 0)

const askedBy = ({ metadata }: FactoryResource): string =>
  [metadata.generation, metadata.deletionTimestamp, metadata.annotations?.[REQUESTED_AT], metadata.annotations?.[PUSHED_AT]].join(' ')

function readinessOf({ status, metadata }: FactoryResource): string {
  return `${conditionOf(status?.conditions, 'Ready')?.status} ${status?.observedGeneration === metadata.generation}`
}

/** Who wrote which field fills half of an object, and nobody here asks. */
function stripped(resource: FactoryResource): FactoryResource {
  const { managedFields: _, ...metadata } = resource.metadata as FactoryResource['metadata'] & { managedFields?: unknown }
  return { ...resource, metadata }
}
