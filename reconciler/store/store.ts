import Database from 'libsql'
import type {
  Column,
  EvaluationReport,
  FeatureViewDefinition,
  JobError,
  JobResult,
  ModelManifest,
  ServedView,
} from '../../schema/generated/jobs.js'
import type { GateReport } from '../decide/gates.js'
import type { Approval } from '../operate/request.js'

export interface JobRecord {
  /** Content address of the job: the digest of everything that it depends on. */
  readonly key: string
  readonly kind: string
  readonly subject: string
  readonly state: 'running' | 'succeeded' | 'failed'
  /** Digest of the folder that it wrote, in the artifact store. */
  readonly artifact?: string
  readonly result?: JobResult
  readonly error?: JobError
  readonly attempts: number
  readonly startedAt: number
  readonly finishedAt?: number
}

export interface ModelVersion {
  readonly model: string
  readonly version: number
  readonly runId: number
  /** Digest of the model's artifact. */
  readonly digest: string
  /** SHA-256 of model.onnx, which servers check. */
  readonly modelSha256: string
  readonly state: 'candidate' | 'champion' | 'archived' | 'rejected'
  readonly reason?: string
  /** What live traffic has shown to be bad is rejected for good; gates may be passed after they were changed. */
  readonly rejectedBy?: 'gates' | 'live'
  readonly createdAt: number
  readonly trigger: string
  readonly artifacts: { readonly dataset: string; readonly model: string; readonly evaluation: string }
  readonly inputs: ModelManifest['inputs']
  /** What a server needs to answer with this version. */
  readonly serving: {
    readonly views: readonly FeatureViewDefinition[]
    readonly servedViews: readonly ServedView[]
    readonly logColumns: readonly Column[]
  }
  readonly evaluation: EvaluationReport
  readonly gates: GateReport
  /** Who has approved it, where its gates ask for that. */
  readonly approvals?: readonly Approval[]
}

export interface FactoryEvent {
  readonly id: number
  /** By the clock of the data. */
  readonly at: number
  readonly kind: string
  readonly subject: string
  readonly message: string
  readonly level: 'info' | 'good' | 'warn' | 'bad'
  /** What it is about, for programs: a version, a limit. The message says it for people. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>
}

/** Everything that a store holds but jobs, as plain data. */
export interface StoreContent {
  readonly documents: readonly { readonly kind: string; readonly name: string; readonly value: unknown }[]
  readonly versions: readonly ModelVersion[]
  readonly aliases: readonly { readonly model: string; readonly alias: string; readonly version: number }[]
  readonly events: readonly FactoryEvent[]
  readonly reports: readonly { readonly monitor: string; readonly at: number; readonly report: unknown }[]
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS documents (kind TEXT, name TEXT, json TEXT NOT NULL, PRIMARY KEY (kind, name));
CREATE TABLE IF NOT EXISTS jobs (key TEXT PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS versions (model TEXT, version INTEGER, run_id INTEGER, json TEXT NOT NULL, PRIMARY KEY (model, version));
CREATE TABLE IF NOT EXISTS aliases (model TEXT, alias TEXT, version INTEGER NOT NULL, PRIMARY KEY (model, alias));
CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS reports (monitor TEXT, at INTEGER, json TEXT NOT NULL, PRIMARY KEY (monitor, at));
`

/**
 * The embedded store: one SQLite file in WAL mode. Everything the reconciler knows is here, as JSON documents by kind and
 * name beside the tables that are looked up by key, so that it can be killed at any moment and go on.
 */
export class Store {
  readonly #db: Database.Database

  /** `:memory:` is a store that ends with its process. A store to read may be written to by another process. */
  constructor(path: string, { use = 'write' }: { use?: 'write' | 'read' } = {}) {
    this.#db = new Database(path)
    // A person's command may write at the same moment.
    this.#db.exec('PRAGMA busy_timeout = 5000')
    if (use === 'read') {
      this.#db.exec('PRAGMA query_only = ON')
      return
    }
    this.#db.exec('PRAGMA journal_mode = WAL')
    this.#db.exec('PRAGMA synchronous = NORMAL')
    this.#db.exec(SCHEMA)
  }

  close(): void {
    this.#db.close()
  }

  /** Runs writes as one: all of them or none. */
  transaction<T>(body: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const result = body()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }

  document<T>(kind: string, name: string): T | undefined {
    return this.#one<T>('SELECT json FROM documents WHERE kind = ? AND name = ?', kind, name)
  }

  putDocument(kind: string, name: string, value: unknown): void {
    this.#db.prepare('INSERT OR REPLACE INTO documents (kind, name, json) VALUES (?, ?, ?)').run(kind, name, JSON.stringify(value))
  }

  job(key: string): JobRecord | undefined {
    return this.#one<JobRecord>('SELECT json FROM jobs WHERE key = ?', key)
  }

  /** Every job that was run, by key. */
  jobs(): JobRecord[] {
    return this.#all<JobRecord>('SELECT json FROM jobs ORDER BY key')
  }

  putJob(job: JobRecord): void {
    this.#db.prepare('INSERT OR REPLACE INTO jobs (key, json) VALUES (?, ?)').run(job.key, JSON.stringify(job))
  }

  versions(model: string): ModelVersion[] {
    return this.#all<ModelVersion>('SELECT json FROM versions WHERE model = ? ORDER BY version', model)
  }

  version(model: string, version: number): ModelVersion | undefined {
    return this.#one<ModelVersion>('SELECT json FROM versions WHERE model = ? AND version = ?', model, version)
  }

  putVersion(version: ModelVersion): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO versions (model, version, run_id, json) VALUES (?, ?, ?, ?)')
      .run(version.model, version.version, version.runId, JSON.stringify(version))
  }

  alias(model: string, alias: string): number | undefined {
    const row = this.#db.prepare('SELECT version FROM aliases WHERE model = ? AND alias = ?').get(model, alias) as
      | { version: number }
      | undefined
    return row?.version
  }

  /** Points an alias at a version, or takes it away. */
  setAlias(model: string, alias: string, version: number | undefined): void {
    if (version === undefined) this.#db.prepare('DELETE FROM aliases WHERE model = ? AND alias = ?').run(model, alias)
    else this.#db.prepare('INSERT OR REPLACE INTO aliases (model, alias, version) VALUES (?, ?, ?)').run(model, alias, version)
  }

  addEvent(event: Omit<FactoryEvent, 'id'>): FactoryEvent {
    const { lastInsertRowid } = this.#db.prepare('INSERT INTO events (json) VALUES (?)').run(JSON.stringify(event))
    return { ...event, id: Number(lastInsertRowid) }
  }

  /** The latest events, oldest first. */
  events(limit: number): FactoryEvent[] {
    const rows = this.#db.prepare('SELECT id, json FROM events ORDER BY id DESC LIMIT ?').all(limit) as { id: number; json: string }[]
    return rows.map((row) => ({ ...(JSON.parse(row.json) as Omit<FactoryEvent, 'id'>), id: row.id })).reverse()
  }

  /** How many events there were of each kind. */
  eventCounts(): Readonly<Record<string, number>> {
    const rows = this.#db.prepare("SELECT json_extract(json, '$.kind') AS kind, count(*) AS n FROM events GROUP BY kind").all()
    return Object.fromEntries((rows as { kind: string; n: number }[]).map(({ kind, n }) => [kind, n]))
  }

  putReport(monitor: string, at: number, report: unknown): void {
    this.#db.prepare('INSERT OR REPLACE INTO reports (monitor, at, json) VALUES (?, ?, ?)').run(monitor, at, JSON.stringify(report))
  }

  /** The latest reports of a monitor, oldest first. */
  reports<T>(monitor: string, limit: number): T[] {
    return this.#all<T>('SELECT json FROM reports WHERE monitor = ? ORDER BY at DESC LIMIT ?', monitor, limit).reverse()
  }

  /** What is in the store, with the latest events and the latest reports of each monitor. */
  content(latest: { readonly events: number; readonly reports: number }): StoreContent {
    const rows = <T>(sql: string): T[] => this.#db.prepare(sql).all() as T[]
    const documents = rows<{ kind: string; name: string; json: string }>('SELECT kind, name, json FROM documents ORDER BY kind, name')
    const reports = rows<{ monitor: string; at: number; json: string }>(
      `SELECT monitor, at, json FROM (SELECT *, row_number() OVER (PARTITION BY monitor ORDER BY at DESC) AS age FROM reports)
       WHERE age <= ${latest.reports} ORDER BY monitor, at`,
    )
    return {
      documents: documents.map(({ kind, name, json }) => ({ kind, name, value: JSON.parse(json) as unknown })),
      versions: this.#all<ModelVersion>('SELECT json FROM versions ORDER BY model, version'),
      aliases: rows('SELECT model, alias, version FROM aliases ORDER BY model, alias'),
      events: this.events(latest.events),
      reports: reports.map(({ monitor, at, json }) => ({ monitor, at, report: JSON.parse(json) as unknown })),
    }
  }

  /** Takes over what another store held; this one has to be new. */
  restore({ documents, versions, aliases, events, reports }: StoreContent): void {
    this.transaction(() => {
      for (const { kind, name, value } of documents) this.putDocument(kind, name, value)
      for (const version of versions) this.putVersion(version)
      for (const { model, alias, version } of aliases) this.setAlias(model, alias, version)
      const insert = this.#db.prepare('INSERT INTO events (id, json) VALUES (?, ?)')
      for (const { id, ...event } of events) insert.run(id, JSON.stringify(event))
      for (const { monitor, at, report } of reports) this.putReport(monitor, at, report)
    })
  }

  #one<T>(sql: string, ...parameters: (string | number)[]): T | undefined {
    const row = this.#db.prepare(sql).get(...parameters) as { json: string } | undefined
    return row && (JSON.parse(row.json) as T)
  }

  #all<T>(sql: string, ...parameters: (string | number)[]): T[] {
    const rows = this.#db.prepare(sql).all(...parameters) as { json: string }[]
    return rows.map((row) => JSON.parse(row.json) as T)
  }
}
