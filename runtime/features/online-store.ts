import { openStoreFile, storeKey, UNSEEN_KEY } from './online-store-file.js'
import { RecentMap } from './recent-map.js'

export type FeatureValues = Readonly<Record<string, number | string | boolean | null>>

/** Reads online features. Not safe for use by two threads at once: each opens its own. */
export interface OnlineStore {
  /**
   * The values in force at a time: those of the greatest valid_from <= atMs. They respect the view's ttl as of the tick that
   * computed them; with ttlMs given, values whose newest event is older than that at atMs are missing too, so that a
   * materialization that stopped does not serve stale values for ever. Undefined where the key has none; where a key that was
   * never seen has values all the same (counts are 0), those.
   */
  lookup(view: string, key: readonly (string | number)[], atMs: number, ttlMs?: number): FeatureValues | undefined
  close(): void
}

export interface OnlineStoreOptions {
  /** Whether writing through this connection is refused. */
  readonly?: boolean
  /** Most keys whose values are kept parsed. */
  cacheSize?: number
  /** Longest time in milliseconds for which another connection's commit may go unnoticed. 0 asks the file each time, about 3 microseconds. */
  checkIntervalMs?: number
}

/** Values of a key and the times between which they are in force. Values are absent before the first version. */
interface Version {
  readonly from: number
  readonly until: number
  readonly event: number | null
  readonly values: FeatureValues | undefined
}

/**
 * Opens an online store for look-ups; the file is made where it is absent.
 * @throws AIFactoryError AF7301 where the file cannot be opened.
 */
export function openOnlineStore(path: string, options: OnlineStoreOptions = {}): OnlineStore {
  const { readonly = true, cacheSize = 100_000, checkIntervalMs = 0 } = options
  const database = openStoreFile(path)
  if (readonly) database.exec('PRAGMA query_only = 1')
  const dataVersion = database.prepare('PRAGMA data_version').raw()
  const current = database
    .prepare(
      'SELECT valid_from, event, value_json FROM features WHERE view = ? AND key = ? AND valid_from <= ? ORDER BY valid_from DESC LIMIT 1',
    )
    .raw()
  const next = database.prepare('SELECT min(valid_from) FROM features WHERE view = ? AND key = ? AND valid_from > ?').raw()

  const cache = new RecentMap<Version>(cacheSize)
  let seen = -1
  let checkedAt = Number.NEGATIVE_INFINITY

  /** data_version changes whenever another connection commits. */
  function dropStale(): void {
    const now = checkIntervalMs > 0 ? performance.now() : 0
    if (checkIntervalMs > 0 && now - checkedAt < checkIntervalMs) return
    checkedAt = now
    const [version] = dataVersion.get() as [number]
    if (version !== seen) cache.clear()
    seen = version
  }

  type Row = [validFrom: number, event: number | null, json: string]
  function read(view: string, key: string, atMs: number): Version {
    const row = current.get(view, key, atMs) as Row | undefined
    const values = row?.[2] ?? (current.get(view, UNSEEN_KEY, atMs) as Row | undefined)?.[2]
    const [until] = next.get(view, key, atMs) as [number | null]
    return {
      from: row?.[0] ?? Number.NEGATIVE_INFINITY,
      until: until ?? Number.POSITIVE_INFINITY,
      event: row?.[1] ?? null,
      values: values && Object.freeze(JSON.parse(values)),
    }
  }

  return {
    lookup(view, key, atMs, ttlMs) {
      dropStale()
      const slot = `${view}\n${slotOf(key)}`
      let version = cache.get(slot)
      if (!version || atMs < version.from || atMs >= version.until) {
        version = read(view, storeKey(key), atMs)
        cache.set(slot, version)
      }
      if (ttlMs !== undefined && version.event !== null && version.event < atMs - ttlMs) return undefined
      return version.values
    },
    close() {
      database.close()
    },
  }
}

/** Names a key as storeKey does, without the cost of JSON for keys of one part, which most are. */
function slotOf(key: readonly (string | number)[]): string {
  return key.length === 1 ? `1${key[0]}` : storeKey(key)
}
