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
  #known: KnownServer | undefined
  /** Generations only grow, also over one that the server refused. */
  #written = 0

  constructor(options: { folder: string; program: string; endpoint: string }) {
    this.#folder = options.folder
    this.#program = options.program
    this.#endpoint = options.endpoint
    const path = join(this.#folder, 'server.json')
    if (existsSync(path)) this.#known = JSON.parse(readFileSync(path, 'utf8')) as KnownServer
    const config = join(this.#folder, 'config.json')
    if (existsSync(config)) this.#written = (JSON.parse(readFileSync(config, 'utf8')) as ServingConfig).generation
  }

  /** Brings the server to this state and waits until it is in force. */
  async ensure(desired: DesiredServer): Promise<RunningServer> {
    await mkdir(this.#folder, { recursive: true })
    const digest = digestOf(desired)
    const alive = await this.#status()
    if (alive && this.#known?.digest === digest && alive.generation >= this.#known.generation) return this.#running(alive)
    const generation = this.#written + 1
    const port = alive ? alive.port : (desired.port ?? this.#known?.port ?? FIRST_PORT)
    this.#write({ ...desired, generation, host: HOST, port })
    if (!alive) await this.#start(desired, generation, port)
    const status = await this.#reach(generation)
    this.#remember({ pid: status.pid, port: status.port, generation, digest })
    return this.#running(status)
  }

  async flushLog(): Promise<void> {
    await this.#status('?flush=1')
  }

  /** Asks the server to drain and end. */
  async stop(): Promise<void> {
    const pid = this.#known?.pid
    if (pid === undefined || !(await this.#status())) return
    process.kill(pid, 'SIGTERM')
    const deadline = Date.now() + 35_000
    while (isAlive(pid) && Date.now() < deadline) await wait(25)
    if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  }

  /** Starts the process; if the port is taken and nobody asked for that very one, any free one will do. */
  async #start(desired: DesiredServer, generation: number, port: number): Promise<void> {
    const outcome = await this.#spawn()
    if (outcome === 'listening') return
    if (outcome.includes('AF8001') && desired.port === undefined && port !== 0) {
      this.#write({ ...desired, generation, host: HOST, port: 0 })
      const second = await this.#spawn()
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

  async #spawn(): Promise<'listening' | string> {
    const logPath = join(this.#folder, 'server.log')
    const log = openSync(logPath, 'w')
    const child = spawn(process.execPath, [this.#program, join(this.#folder, 'config.json')], {
      stdio: ['ignore', log, log],
      detached: true,
    })
    closeSync(log)
    child.unref()
    this.#child = child
    const deadline = Date.now() + START_TIMEOUT_MS
    while (Date.now() < deadline) {
      const text = readFileSync(logPath, 'utf8')
      const line = text.split('\n').find((candidate) => candidate.includes('"listening"'))
      if (line && child.pid !== undefined) {
        const { port } = JSON.parse(line) as { port: number }
        this.#known = { pid: child.pid, port, generation: this.#known?.generation ?? 0, digest: '' }
        return 'listening'
      }
      if (child.exitCode !== null) return text.trim().split('\n').slice(-5).join('\n')
      await wait(20)
    }
    child.kill('SIGKILL')
    return 'it did not listen in time'
  }

  async #reach(generation: number): Promise<ServingStatus> {
    const deadline = Date.now() + START_TIMEOUT_MS
    let last: ServingStatus | undefined
    while (Date.now() < deadline) {
      last = await this.#status()
      if (last && last.generation >= generation && last.ready) return last
      const failed = last?.versions.find(({ state }) => state === 'failed')
      if (failed)
        throw new AIFactoryError('AF8004', `version ${failed.version} could not be loaded by endpoint ${this.#endpoint}`, {
          detail: failed.error,
        })
      if (!last && this.#child?.exitCode !== undefined && this.#child.exitCode !== null) break
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
    this.#written = config.generation
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
