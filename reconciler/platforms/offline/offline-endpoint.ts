import { digestOf } from '../../../schema/digest.js'
import type { LiveWindow } from '../../../schema/generated/jobs.js'
import { scoreJob } from '../../jobs/offline.js'
import type { JobRecord } from '../../store/store.js'
import type { DesiredServer, JobRequest } from '../platform.js'
import { RouteHistory, versionsOf } from './route-history.js'

interface Artifact {
  readonly digest: string
  readonly dir: string
}

interface ServedVersion {
  readonly model: Artifact
  /** When it was first there, in milliseconds since the epoch. */
  readonly since: number
}

/** A window of a log, and what its records depend on: by content, so that equal logs are equal wherever they lie. */
export interface PlacedWindow {
  readonly window: LiveWindow
  readonly identity: string
}

/** An endpoint without a server: it knows what traffic there was and who answered when, and has a version's predictions made when a log is read. */
export class OfflineEndpoint {
  readonly routes = new RouteHistory()
  readonly #name: string
  readonly #traffic: Artifact
  readonly #versions = new Map<number, ServedVersion>()
  #sampleRate = 1

  constructor(name: string, traffic: Artifact) {
    this.#name = name
    this.#traffic = traffic
  }

  /** Brings a configuration into force at a time. */
  serve(desired: DesiredServer, at: number): void {
    this.routes.change(at, desired.route)
    this.#sampleRate = desired.logger.mode === 'none' ? 0 : desired.logger.sampleRate
    for (const { version, digest, dir } of desired.models) {
      if (!this.#versions.has(version)) this.#versions.set(version, { model: { digest, dir }, since: at })
    }
  }

  /** The log of a window, with every row that was answered where `all` is asked for. */
  async log(window: LiveWindow, work: OfflineWork, rows: 'logged' | 'all' = 'logged'): Promise<PlacedWindow> {
    const routes = this.routes.within(Date.parse(window.from), Date.parse(window.to))
    const sampleRate = rows === 'all' ? 1 : this.#sampleRate
    const predictions: { version: number; dir: string }[] = []
    const models: [version: number, digest: string][] = []
    for (const version of versionsOf(routes)) {
      const served = this.#versions.get(version)
      if (!served) throw new Error(`version ${version} of ${this.#name} was never served`)
      const { model, since } = served
      const scored = await work.run(scoreJob({ endpoint: this.#name, traffic: this.#traffic, model, from: since }))
      predictions.push({ version, dir: work.artifactDir(scored) })
      models.push([version, model.digest])
    }
    return {
      window: { ...window, offline: { trafficDir: this.#traffic.dir, sampleRate, routes, predictions } },
      identity: digestOf({ traffic: this.#traffic.digest, sampleRate, routes, models }),
    }
  }
}

/** What an endpoint has done for it. */
export interface OfflineWork {
  /** @throws AIFactoryError of a job that fails. */
  run(request: JobRequest): Promise<JobRecord>
  artifactDir(record: JobRecord): string
}
