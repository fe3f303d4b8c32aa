import type Database from 'libsql'
import type { FeatureValues } from './online-store.js'
import { storeKey, UNSEEN_KEY } from './online-store-file.js'

/** How long a version that is no longer in force is kept, before the first time that is computed, in milliseconds. */
const RETENTION_MS = 7 * 86_400_000

/** Values that a key gets at a tick. */
export interface KeyValues {
  readonly key: readonly (string | number | boolean)[]
  /** Milliseconds. */
  readonly tick: number
  /** Event time of the newest row behind the values, in milliseconds. */
  readonly event: number | null
  readonly values: FeatureValues
}

export interface ViewWriter {
  /** Ticks of a key come in order. Returns whether a version was written: one that equals the key's last is not. */
  write(values: KeyValues): boolean
  /** What a look-up finds for a key that was never seen, where that is not simply nothing: counts are 0. */
  writeDefault(values: FeatureValues): void
}

/**
 * Replaces a view's versions of the ticks in (from, to] within the open transaction, so that computing them twice leaves the
 * same. A key that has never had a row gets no version until it has one.
 * @param after first tick after to, or undefined. Versions later than to stay: since one is written only where it differs
 * from the one before, the old values in force at to are first pinned there.
 */
export function replaceVersions(
  database: Database.Database,
  view: string,
  range: { from: number; to: number; after: number | undefined },
): ViewWriter {
  const { from, to, after } = range
  const insert = database.prepare('INSERT OR REPLACE INTO features (view, key, valid_from, event, value_json) VALUES (?, ?, ?, ?, ?)')
  const inForce = `SELECT key, event, value_json, max(valid_from) AS valid_from FROM features WHERE view = ? AND valid_from <= ? GROUP BY key`
  const later = database.prepare('SELECT 1 FROM features WHERE view = ? AND valid_from > ? LIMIT 1').get(view, to)
  if (later !== undefined && after !== undefined) {
    database
      .prepare(
        `INSERT OR IGNORE INTO features (view, key, valid_from, event, value_json) SELECT ?, key, ?, event, value_json FROM (${inForce}) WHERE key <> '${UNSEEN_KEY}'`,
      )
      .run(view, after, view, to)
  }
  database.prepare('DELETE FROM features WHERE view = ? AND valid_from > ? AND valid_from <= ?').run(view, from, to)
  // SQLite takes the other columns of an aggregate with max() from the row that has the maximum.
  const rows = database.prepare(inForce).all(view, from) as { key: string; event: number | null; value_json: string }[]
  const last = new Map(rows.map(({ key, event, value_json }) => [key, `${event} ${value_json}`]))

  return {
    write({ key, tick, event, values }) {
      const name = storeKey(key)
      const json = JSON.stringify(values)
      const version = `${event} ${json}`
      const before = last.get(name)
      if (before === version || (before === undefined && event === null)) return false
      last.set(name, version)
      insert.run(view, name, tick, event, json)
      return true
    },
    writeDefault(values) {
      insert.run(view, UNSEEN_KEY, 0, null, JSON.stringify(values))
    },
  }
}

/** Deletes versions that were out of force long before a time. Each key keeps its newest. */
export function pruneVersions(database: Database.Database, view: string, from: number): void {
  database
    .prepare(
      `DELETE FROM features WHERE view = ? AND valid_from < (SELECT max(valid_from) FROM features AS kept WHERE kept.view = features.view AND kept.key = features.key AND kept.valid_from <= ?)`,
    )
    .run(view, from - RETENTION_MS)
}
