import { join } from 'node:path'
import { ArtifactStore, fileDigest } from '../../../schema/artifact-store.js'
import type { SourceDefinition } from '../../../schema/generated/jobs.js'
import type { JobRecord, Store } from '../../store/store.js'
import type { DesiredServer, JobProgress, JobRequest, Platform, RunningServer } from '../platform.js'
import { Fingerprints } from './fingerprint.js'
import { JobRunner } from './job-runner.js'
import type { Layout } from './layout.js'
import { ServerProcess } from './server-process.js'

/** The two programs of the runtime that the platform starts as processes. */
export interface Programs {
  readonly job: string
  readonly server: string
}

/** One machine: jobs and servers are processes, artifacts are folders. */
export class LocalPlatform implements Platform {
  readonly #artifacts: ArtifactStore
  readonly #runner: JobRunner
  readonly #fingerprints: Fingerprints
  readonly #layout: Layout
  readonly #programs: Programs
  readonly #servers = new Map<string, ServerProcess>()

  constructor(options: { store: Store; layout: Layout; baseDir: string; programs: Programs }) {
    this.#layout = options.layout
    this.#programs = options.programs
    this.#artifacts = new ArtifactStore(options.layout.artifacts)
    this.#fingerprints = new Fingerprints(options.store, options.baseDir)
    this.#runner = new JobRunner({
      store: options.store,
      artifacts: this.#artifacts,
      work: options.layout.work,
      program: options.programs.job,
    })
  }

  run(request: JobRequest, onProgress: (progress: JobProgress) => void): Promise<JobRecord> {
    return this.#runner.run(request, onProgress)
  }

  artifactDir(digest: string): string {
    return this.#artifacts.dir(digest)
  }

  fileDigest(artifact: string, file: string): Promise<string> {
    return fileDigest(join(this.#artifacts.dir(artifact), file))
  }

  fingerprint(source: SourceDefinition): Promise<string> {
    return this.#fingerprints.of(source)
  }

  serve(desired: DesiredServer): Promise<RunningServer> {
    return this.#server(desired.endpoint).ensure(desired)
  }

  flushLog(endpoint: string): Promise<void> {
    return this.#server(endpoint).flushLog()
  }

  stopServer(endpoint: string): Promise<void> {
    return this.#server(endpoint).stop()
  }

  async close(): Promise<void> {
    await Promise.all([this.#runner.close(), ...[...this.#servers.values()].map((server) => server.close())])
  }

  #server(endpoint: string): ServerProcess {
    const known = this.#servers.get(endpoint)
    if (known) return known
    const server = new ServerProcess({ folder: join(this.#layout.servers, endpoint), program: this.#programs.server, endpoint })
    this.#servers.set(endpoint, server)
    return server
  }
}
