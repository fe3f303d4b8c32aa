import { gunzipSync, gzipSync } from 'node:zlib'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import { digestOf } from '../../../schema/digest.js'
import { type FactoryEvent, type ModelVersion, Store, type StoreContent } from '../../store/store.js'
import { type ClusterApi, ClusterApiError, type ClusterObject, isConflict } from './cluster-api.js'

const FILE = 'state.json.gz'
const DIGEST = 'aifactory.dev/state-digest'
const LATEST = { events: 200, reports: 5 } as const
/** Versions that are kept of a model; what serves, may serve or was rejected for good is kept beyond them. */
const KEEP_VERSIONS = 30
/** An object may hold 1 MiB; some of it goes to base64 and to what is around it. */
const MAX_BYTES = 720_000

type StateApi = Pick<ClusterApi, 'get' | 'create' | 'replace'>

export interface StatePlace {
  readonly namespace: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly owner?: unknown
}

/**
 * The store of a control plane in a cluster: SQLite in memory, over one object that holds all of it. Writes are kept together, at
 * `keep`, which everything that has an effect awaits first. So the object is at each moment a state that the store was in, and
 * what was decided after it has had no effect yet: a crash is answered by deciding again. The object is replaced only as it was
 * read, so that of two control planes one stops.
 */
export class ClusterStore extends Store {
  readonly #api: StateApi
  readonly #place: StatePlace
  #known: { readonly resourceVersion?: string; readonly digest?: string } = {}
  #changes = 0
  #kept = 0
  #writing: Promise<void> | undefined
  #lost: Error | undefined

  private constructor(api: StateApi, place: StatePlace) {
    super(':memory:')
    this.#api = api
    this.#place = place
  }

  /** Takes up what an earlier control plane has kept. */
  static async open(api: StateApi, place: StatePlace): Promise<ClusterStore> {
    const store = new ClusterStore(api, place)
    const object = await store.#read()
    if (object) {
      store.restore(contentOf(object))
      store.#know(object)
    }
    store.#changes = 0
    return store
  }

  /** Whether something has changed since it was last kept. */
  get dirty(): boolean {
    return this.#kept < this.#changes
  }

  /**
   * Resolves once everything written before is kept. Calls at the same time share a write.
   * @throws AIFactoryError AF8092 where another control plane has written; this one must not go on. AF8093 where it is too much.
   */
  async keep(): Promise<void> {
    const upTo = this.#changes
    while (this.#kept < upTo) {
      if (this.#lost) throw this.#lost
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined
      })
      await this.#writing
    }
    if (this.#lost) throw this.#lost
  }

  override transaction<T>(body: () => T): T {
    this.#changes++
    return super.transaction(body)
  }

  override putDocument(kind: string, name: string, value: unknown): void {
    this.#changes++
    super.putDocument(kind, name, value)
  }

  override putVersion(version: ModelVersion): void {
    this.#changes++
    super.putVersion(version)
  }

  override setAlias(model: string, alias: string, version: number | undefined): void {
    this.#changes++
    super.setAlias(model, alias, version)
  }

  override addEvent(event: Omit<FactoryEvent, 'id'>): FactoryEvent {
    this.#changes++
    return super.addEvent(event)
  }

  override putReport(monitor: string, at: number, report: unknown): void {
    this.#changes++
    super.putReport(monitor, at, report)
  }

  async #write(): Promise<void> {
    const upTo = this.#changes
    const content = trimmed(this.content(LATEST))
    const digest = digestOf(content)
    if (digest !== this.#known.digest) {
      const object = this.#object(content, digest)
      try {
        this.#know(await (this.#known.resourceVersion === undefined ? this.#api.create(object) : this.#api.replace(object)))
      } catch (error) {
        await this.#resolve(error, digest)
      }
    }
    this.#kept = upTo
  }

  /** A write whose answer was lost may have been done all the same; any other one there is somebody else's. */
  async #resolve(error: unknown, digest: string): Promise<void> {
    if (!isConflict(error) && !(error instanceof ClusterApiError && error.status === 404)) throw error
    const there = await this.#read()
    if (there?.metadata.annotations?.[DIGEST] === digest) {
      this.#know(there)
      return
    }
    this.#lost = new AIFactoryError('AF8092', `another control plane has written the state ${this.#place.namespace}/${this.#place.name}`, {
      hint: 'Only one may work on a factory at a time. This one stops, and takes up the state anew.',
    })
    throw this.#lost
  }

  #read(): Promise<ClusterObject | undefined> {
    const { namespace, name } = this.#place
    return this.#api.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name })
  }

  #know({ metadata }: ClusterObject): void {
    this.#known = { resourceVersion: metadata.resourceVersion, digest: metadata.annotations?.[DIGEST] }
  }

  #object(content: StoreContent, digest: string): ClusterObject {
    const { namespace, name, labels, owner } = this.#place
    const packed = gzipSync(JSON.stringify(content))
    if (packed.length > MAX_BYTES) {
      throw new AIFactoryError('AF8093', `the state of ${namespace}/${name} has ${packed.length} bytes, and ${MAX_BYTES} is the most`, {
        hint: 'Divide the factory: fewer models in one file.',
      })
    }
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name,
        namespace,
        labels,
        annotations: { [DIGEST]: digest },
        ...(this.#known.resourceVersion !== undefined && { resourceVersion: this.#known.resourceVersion }),
        ...(owner !== undefined && { ownerReferences: [owner] }),
      },
      binaryData: { [FILE]: packed.toString('base64') },
    }
  }
}

function contentOf(object: ClusterObject): StoreContent {
  const packed = (object.binaryData as Record<string, string> | undefined)?.[FILE]
  if (packed === undefined) throw new Error(`the ConfigMap ${object.metadata.name} holds no state`)
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8')) as StoreContent
}

/** Without the oldest versions that will never serve again and are not asked for by anything. */
function trimmed(content: StoreContent): StoreContent {
  const newest = new Map<string, number>()
  for (const { model, version } of content.versions) newest.set(model, Math.max(version, newest.get(model) ?? 0))
  const named = new Set(content.aliases.map(({ model, version }) => `${model}/${version}`))
  const kept = content.versions.filter(({ model, version, state, rejectedBy }) => {
    const old = version <= (newest.get(model) ?? 0) - KEEP_VERSIONS
    return !old || named.has(`${model}/${version}`) || state === 'champion' || state === 'candidate' || rejectedBy === 'live'
  })
  return kept.length === content.versions.length ? content : { ...content, versions: kept }
}
