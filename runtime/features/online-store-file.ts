import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'
import { AIFactoryError } from '../../schema/diagnostic.js'

/** Milliseconds a connection waits for a lock before it gives up. */
const BUSY_TIMEOUT = 30_000

/**
 * One row for each version of a key's values: in force from valid_from (milliseconds) until the key's next version.
 * event is the event time of the newest source row behind the values, NULL where there is none.
 */
const SCHEMA = `CREATE TABLE IF NOT EXISTS features (
  view TEXT NOT NULL, key TEXT NOT NULL, valid_from INTEGER NOT NULL, event INTEGER, value_json TEXT NOT NULL,
  PRIMARY KEY (view, key, valid_from)
) WITHOUT ROWID`

/**
 * Opens the SQLite file of an online store, with write-ahead logging so that servers read while a job writes. Makes it
 * where it is absent: a server may start before the first values are computed.
 * @throws AIFactoryError AF7301 where the file cannot be opened or is not a database.
 */
export function openStoreFile(path: string): Database.Database {
  try {
    mkdirSync(dirname(path), { recursive: true })
    const database = new Database(path, { timeout: BUSY_TIMEOUT })
    database.pragma('journal_mode = WAL')
    database.exec('PRAGMA synchronous = NORMAL')
    database.exec(SCHEMA)
    return database
  } catch (error) {
    throw new AIFactoryError('AF7301', `the online store ${path} cannot be opened`, {
      hint: 'Check that its folder can be written and that the file is an online store. It can be deleted: its values are computed again.',
      detail: error instanceof Error ? error.message : String(error),
    })
  }
}

/** The text by which a key is stored: the JSON array of its join-key values as text, in the order of the view's joinKeys. */
export function storeKey(key: readonly (string | number | boolean)[]): string {
  return JSON.stringify(key.map(String))
}

/** The key under which a view's values for keys that were never seen are stored. */
export const UNSEEN_KEY = storeKey([])
