import { existsSync } from 'node:fs'
import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { backtestLayoutOf, type Layout, layoutOf } from '../../reconciler/platforms/local/layout.js'
import { LocalPlatform } from '../../reconciler/platforms/local/local-platform.js'
import { takeLock } from '../../reconciler/platforms/local/lock.js'
import type { JobProgress, JobRequest, Platform } from '../../reconciler/platforms/platform.js'
import { type JobRecord, Store } from '../../reconciler/store/store.js'
import { ArtifactStore } from '../../schema/artifact-store.js'
import { programPath } from '../session/program-path.js'
import { prepareStateFolder } from '../session/state-folder.js'

/**
 * Runs the jobs of backtests and keeps their outcomes, in a folder beside the live state. What a live run has already made of the same
 * inputs, by its key, is copied from there; the live state is only read.
 */
export class Workshop implements Pick<Platform, 'run' | 'artifactDir' | 'fileDigest' | 'fingerprint'> {
  readonly layout: Layout
  readonly #store: Store
  readonly #platform: LocalPlatform
  readonly #release: () => void
  readonly #artifacts: ArtifactStore
  readonly #adopting = new Map<string, Promise<void>>()
  readonly #live: { readonly store: Store; readonly artifacts: ArtifactStore } | undefined

  /** @throws AIFactoryError AF8003 while another backtest is at work in this folder, AF8018 where it cannot be written. */
  constructor(baseDir: string) {
    const live = layoutOf(baseDir)
    this.layout = backtestLayoutOf(baseDir)
    prepareStateFolder(live)
    prepareStateFolder(this.layout)
    this.#release = takeLock(this.layout.lock)
    this.#store = new Store(this.layout.database)
    this.#artifacts = new ArtifactStore(this.layout.artifacts)
    this.#live = existsSync(live.database)
      ? { store: new Store(live.database, { use: 'read' }), artifacts: new ArtifactStore(live.artifacts) }
      : undefined
    this.#platform = new LocalPlatform({
      store: this.#store,
      layout: this.layout,
      baseDir,
      programs: { job: programPath('job.js'), server: programPath('server.js') },
    })
  }

  async run(request: JobRequest, onProgress: (progress: JobProgress) => void): Promise<JobRecord> {
    const { key } = request
    const adopting = this.#adopting.get(key) ?? this.#adopt(key).finally(() => this.#adopting.delete(key))
    this.#adopting.set(key, adopting)
    await adopting
    return this.#platform.run(request, onProgress)
  }

  artifactDir(digest: string): string {
    return this.#platform.artifactDir(digest)
  }

  fileDigest(artifact: string, file: string): Promise<string> {
    return this.#platform.fileDigest(artifact, file)
  }

  fingerprint(...[source]: Parameters<Platform['fingerprint']>): Promise<string> {
    return this.#platform.fingerprint(source)
  }

  async close(): Promise<void> {
    await this.#platform.close()
    this.#live?.store.close()
    this.#store.close()
    this.#release()
  }

  /** Takes over what a live job with this key has left. */
  async #adopt(key: string): Promise<void> {
    if (this.#store.job(key)?.state === 'succeeded') return
    const done = this.#live?.store.job(key)
    if (done?.state !== 'succeeded' || done.artifact === undefined || !this.#live?.artifacts.has(done.artifact)) return
    const copy = join(this.layout.work, `adopt-${key.slice(0, 32)}`)
    await rm(copy, { recursive: true, force: true })
    await mkdir(this.layout.work, { recursive: true })
    await cp(this.#live.artifacts.dir(done.artifact), copy, { recursive: true })
    // What was changed since has another digest, and is not what the record is about.
    if ((await this.#artifacts.adopt(copy)) === done.artifact) this.#store.putJob(done)
  }
}
