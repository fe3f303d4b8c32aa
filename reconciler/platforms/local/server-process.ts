import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import { digestOf } from '../../../schema/digest.js'
import type { ServingConfig, ServingStatus } from '../../../schema/generated/jobs.js'
import type { DesiredServer, RunningServer } from '../platform.js'
import { isAlive } from './lock.js'

const HOST = '127.0.0.1'
const FIRST_PORT = 8080
const START_TIMEOUT_MS = 30_000

interface KnownServer {
  readonly pid: number
  readonly port: number
  readonly generation: number
  /** Of the desired state that was reached; empty for a process that was started and has not reached any. */
  readonly digest: string
}

/**
 * The server process of one endpoint. It is told what to serve through a file, which it watches, and says in its status
 * how far it is. It outlives a crash of the reconciler: the next one finds it by its state file and takes it over.
 */
export class ServerProcess {
  readonly #folder: string
  readonly #program: string
  readonly #endpoint: string
  #child: ChildProcess | undefined
  #closed = false
  #known: KnownServer | undefined
  /** What the server was last told; generations only grow, also over one that it refused. */
  #config: Pick<ServingConfig, 'generation' | 'model' | 'port'> | undefined

  constructor(options: { folder: string; program: string; endpoint: string }) {
    this.#folder = options.folder
    this.#program = options.program
    this.#endpoint = options.endpoint
    const path = join(this.#folder, 'server.json')
    if (existsSync(path)) this.#known = JSON.parse(readFileSync(path, 'utf8')) as KnownServer
    const config = join(this.#folder, 'config.json')
    if (existsSync(config)) this.#config = JSON.parse(readFileSync(config, 'utf8')) as ServingConfig
  }

  /** Brings the server to this state and waits until it is in force. */
  async ensure(desired: DesiredServer): Promise<RunningServer> {
    await mkdir(this.#folder, { recursive: true })
    const digest = digestOf(desired)
    await this.#findStarted()
    let alive = await this.#status()
    const told = this.#config?.generation ?? 0
    const inForce = alive && this.#known?.digest === digest && this.#known.generation === told && alive.generation >= told
    if (alive && inForce) return this.#running(alive)
    if (alive && !this.#canBecome(desired, alive)) {
      await this.stop()
      alive = undefined
    }
    const generation = told + 1
    // The port as it was first told, which may be 0: a server takes no other while it runs.
    if (alive) this.#write({ ...desired, generation, host: HOST, port: this.#config?.port ?? alive.port })
    else await this.#start(desired, generation)
    const status = await this.#reach(generation, desired)
    this.#remember({ pid: status.pid, port: status.port, generation, digest })
    return this.#running(status)
  }

  async flushLog(): Promise<void> {
    await this.#status('?flush=1')
  }

  /** Stops the server for good: one that is about to be started is not. */
  async close(): Promise<void> {
    this.#closed = true
    await this.stop()
  }

  /** Asks the server to drain and end. */
  async stop(): Promise<void> {
    const pid = this.#known?.pid
    if (pid === undefined) return
    const isChild = this.#child?.pid === pid && this.#child.exitCode === null && this.#child.signalCode === null
    if (!isChild && !(await this.#status())) return
    signal(pid, 'SIGTERM')
    const deadline = Date.now() + 35_000
    while (isAlive(pid) && Date.now() < deadline) await wait(25)
    if (isAlive(pid)) signal(pid, 'SIGKILL')
  }

  /** Whether the running server can take this state over; what it was started with stays as it is. */
  #canBecome(desired: DesiredServer, alive: ServingStatus): boolean {
    return desired.model === this.#config?.model && (!desired.port || desired.port === alive.port)
  }

  /** Starts the process; if the port is taken and nobody asked for that very one, any free one will do. */
  async #start(desired: DesiredServer, generation: number): Promise<void> {
    const port = desired.port ?? (this.#known?.port || FIRST_PORT)
    this.#write({ ...desired, generation, host: HOST, port })
    const outcome = await this.#spawn(port)
    if (outcome === 'listening') return
    if (outcome.includes('AF8001') && desired.port === undefined && port !== 0) {
      this.#write({ ...desired, generation, host: HOST, port: 0 })
      const second = await this.#spawn(0)
      if (second === 'listening') return
      throw new AIFactoryError('AF8002', `the server of endpoint ${this.#endpoint} did not start`, { detail: second })
    }
    const code = outcome.includes('AF8001') ? 'AF8001' : 'AF8002'
    const message =
      code === 'AF8001' ? `port ${port} of endpoint ${this.#endpoint} is in use` : `the server of endpoint ${this.#endpoint} did not start`
    throw new AIFactoryError(code, message, {
      detail: outcome || undefined,
      hint: code === 'AF8001' ? "Stop what listens there, or change the endpoint's port." : undefined,
    })
  }

  async #spawn(port: number): Promise<'listening' | string> {
    if (this.#closed) return new Promise(() => {})
    const log = openSync(this.#logPath, 'w')
    const child = spawn(process.execPath, [this.#program, join(this.#folder, 'config.json')], {
      stdio: ['ignore', log, log],
      detached: true,
    })
    closeSync(log)
    child.unref()
    this.#child = child
    let failure: string | undefined
    child.once('error', (error) => {
      failure = error.message
    })
    // Written down at once, so that a crash from here on leaves no server behind that nobody knows.
    if (child.pid !== undefined) this.#remember({ pid: child.pid, port, generation: 0, digest: '' })
    if (await this.#listening(() => failure === undefined && child.exitCode === null && child.signalCode === null)) return 'listening'
    if (failure !== undefined) return failure
    if (child.exitCode !== null || child.signalCode !== null)
      return readFileSync(this.#logPath, 'utf8').trim().split('\n').slice(-5).join('\n')
    child.kill('SIGKILL')
    return 'it did not listen in time'
  }

  /** A server that was cut off from its reconciler as it started has said in its log where it listens. */
  async #findStarted(): Promise<void> {
    const known = this.#known
    if (known?.digest === '' && isAlive(known.pid) && existsSync(this.#logPath)) await this.#listening(() => isAlive(known.pid))
  }

  /** Waits until the log says where the known process listens; false where it ends before, or takes too long. */
  async #listening(lives: () => boolean): Promise<boolean> {
    const deadline = Date.now() + START_TIMEOUT_MS
    while (Date.now() < deadline) {
      const living = lives()
      const lines = readFileSync(this.#logPath, 'utf8').split('\n').slice(0, -1)
      const line = lines.find((candidate) => candidate.includes('"listening"'))
      if (line !== undefined && this.#known) {
        const { port } = JSON.parse(line) as { port: number }
        this.#remember({ ...this.#known, port })
        return true
      }
      if (!living) return false
      await wait(20)
    }
    return false
  }

  get #logPath(): string {
    return join(this.#folder, 'server.log')
  }

  async #reach(generation: number, desired: DesiredServer): Promise<ServingStatus> {
    const deadline = Date.now() + START_TIMEOUT_MS
    let last: ServingStatus | undefined
    while (Date.now() < deadline) {
      last = await this.#status()
      if (last && last.generation >= generation && last.ready) return last
      // One that failed for an earlier state, and is wanted no more, says nothing about this one.
      const failed = last?.versions.find(
        ({ version, state }) => state === 'failed' && desired.models.some((model) => model.version === version),
      )
      if (failed)
        throw new AIFactoryError('AF8004', `version ${failed.version} could not be loaded by endpoint ${this.#endpoint}`, {
          detail: failed.error,
        })
      if (!last && this.#known && !isAlive(this.#known.pid)) break
      await wait(20)
    }
    throw new AIFactoryError('AF8004', `endpoint ${this.#endpoint} did not reach its new state`, { detail: last?.message })
  }

  async #status(query = ''): Promise<ServingStatus | undefined> {
    if (!this.#known || !isAlive(this.#known.pid)) return undefined
    try {
      const response = await fetch(`http://${HOST}:${this.#known.port}/admin/status${query}`, { signal: AbortSignal.timeout(5000) })
      const status = (await response.json()) as ServingStatus
      // A stranger may have taken the port, or the process id, since.
      return status.endpoint === this.#endpoint && status.pid === this.#known.pid ? status : undefined
    } catch {
      return undefined
    }
  }

  #write(config: ServingConfig): void {
    const path = join(this.#folder, 'config.json')
    writeFileSync(`${path}.new`, JSON.stringify(config, null, 1))
    renameSync(`${path}.new`, path)
    this.#config = config
  }

  #remember(known: KnownServer): void {
    this.#known = known
    const path = join(this.#folder, 'server.json')
    writeFileSync(`${path}.new`, JSON.stringify(known))
    renameSync(`${path}.new`, path)
  }

  #running(status: ServingStatus): RunningServer {
    return { url: `http://${HOST}:${status.port}`, pid: status.pid, status }
  }
}

/** Signals a process that may have ended meanwhile. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
