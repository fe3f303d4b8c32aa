import type { Server } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import type { ServingConfig, ServingStatus } from '../../schema/generated/jobs.js'
import { parseServingConfig } from './check-config.js'
import { ConfigFile } from './config-file.js'
import { Controller } from './controller.js'
import { cpuCount } from './cpu-count.js'
import { httpHandler } from './http-handler.js'
import { createListener, listen } from './http-listener.js'
import { InFlight } from './in-flight.js'
import { Inference } from './infer.js'
import { InferenceLog } from './inference-log.js'
import { Metrics } from './metrics.js'
import { type StartWorker, WORKER_URL, workerStarter } from './worker-thread.js'

/** Threads beyond this many for one version are asked for in the configuration. */
const MOST_THREADS = 4
const EXPIRE_MS = 20
const CLOSE_IDLE_MS = 50

export interface ServerLog {
  info(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface ServerOptions {
  readonly configPath: string
  readonly env: NodeJS.ProcessEnv
  readonly log: ServerLog
  readonly startWorker?: StartWorker
}

/** The server of one endpoint: everything that lives as long as the process. */
export class InferenceServer {
  port = 0
  readonly #options: ServerOptions
  readonly #controller: Controller
  readonly #inFlight = new InFlight(() => performance.now())
  readonly #metrics: Metrics
  readonly #http: Server
  readonly #file: ConfigFile
  #config: ServingConfig | undefined
  #inferenceLog: InferenceLog | undefined
  #logDir: string | undefined
  #logMessage: string | undefined
  #stopping = false
  #expiry: NodeJS.Timeout | undefined

  constructor(options: ServerOptions) {
    this.#options = options
    const { log, env } = options
    this.#controller = new Controller({
      threads: Math.max(1, Math.min(MOST_THREADS, cpuCount() - 1)),
      timer: {
        now: () => performance.now(),
        soon: (callback) => process.nextTick(callback),
        after: (delay, callback) => void setTimeout(callback, delay),
      },
      startWorker: options.startWorker ?? workerStarter(WORKER_URL),
      boundPort: () => this.port,
      ran: (version, rows) => this.#metrics.ran(version, rows),
      counted: (name, found) => {
        const view = this.#metrics.view(name)
        view.lookups++
        if (!found) view.missing++
      },
      log: (message, fields) => log.info(fields, message),
      adopted: (config) => this.#adopted(config),
    })
    this.#metrics = new Metrics({
      versions: () =>
        this.#controller.versions.map(({ version, state, queuedRows }) => ({ version, ready: state === 'ready', queuedRows })),
      generation: () => this.#controller.serving?.config.generation ?? 0,
      inFlight: () => this.#inFlight.size,
    })
    const context = { metrics: this.#metrics, inFlight: this.#inFlight, log: () => this.#inferenceLog, now: () => Date.now() }
    this.#http = createListener(
      httpHandler({
        inference: new Inference(context),
        metrics: this.#metrics,
        env,
        serving: () => this.#controller.serving,
        ready: () => this.#ready(),
        stopping: () => this.#stopping,
        status: (query) => this.status(query),
        failed: (error) => log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a request failed by a bug'),
      }),
    )
    this.#file = new ConfigFile(options.configPath, {
      changed: (text) => this.#configChanged(text),
      failed: (error) => this.#controller.refuse(error),
    })
  }

  /**
   * Listens, and starts to work on the configuration. Requests are refused with 503 until its versions are ready.
   * @throws AIFactoryError AF8110 for the configuration, AF8001 or AF8102 for its address.
   */
  async start(): Promise<void> {
    await this.#file.check()
    const config = this.#config
    if (!config) throw this.#controller.refusal
    this.port = await listen(this.#http, config.host, config.port)
    this.#file.start()
    this.#expiry = setInterval(() => this.#inFlight.expire(this.#timeoutMs()), EXPIRE_MS)
  }

  /** Takes no more connections, finishes what is under way within the time limit, writes the log, ends the threads. */
  async stop(): Promise<void> {
    if (this.#stopping) return
    this.#stopping = true
    this.#file.stop()
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()))
    const idle = setInterval(() => this.#http.closeIdleConnections(), CLOSE_IDLE_MS)
    const late = setTimeout(() => this.#http.closeAllConnections(), this.#timeoutMs())
    await closed
    clearTimeout(late)
    clearInterval(idle)
    await this.#inFlight.settled()
    clearInterval(this.#expiry)
    await this.#inferenceLog?.flush()
    await this.#controller.close()
  }

  /** With flush, waits until everything answered before the call is in the log, mirrors included. */
  async status({ flush }: { flush: boolean }): Promise<ServingStatus> {
    let loggedUntil: boolean | undefined
    if (flush) {
      // The mirror of an answered request starts one turn of the event loop later.
      await turn()
      await this.#inFlight.settled()
      loggedUntil = (await this.#inferenceLog?.flush()) ?? true
    }
    const { serving, message } = this.#controller
    return {
      endpoint: this.#config?.endpoint ?? '',
      pid: process.pid,
      generation: serving?.config.generation ?? 0,
      ready: this.#ready(),
      port: this.port,
      versions: this.#controller.versionStates(),
      message: message ?? this.#logMessage,
      loggedUntil,
    }
  }

  #ready(): boolean {
    const { serving } = this.#controller
    return !this.#stopping && serving?.deployed.get(serving.config.route.primary)?.served.state === 'ready'
  }

  #timeoutMs(): number {
    return this.#controller.serving?.config.timeoutMs ?? this.#config?.timeoutMs ?? 0
  }

  #configChanged(text: string): void {
    try {
      const config = parseServingConfig(text, this.#options.env)
      this.#config ??= config
      this.#controller.desire(config)
    } catch (error) {
      this.#controller.refuse(error)
    }
  }

  #adopted(config: ServingConfig): void {
    this.#options.log.info({ generation: config.generation, route: config.route }, 'configuration in force')
    const dir = config.logger.mode === 'all' ? config.logger.dir : undefined
    if (dir === this.#logDir) return
    void this.#inferenceLog?.flush()
    this.#logDir = dir
    this.#inferenceLog = dir === undefined ? undefined : this.#openLog(dir)
  }

  #openLog(dir: string): InferenceLog {
    return new InferenceLog(dir, {
      written: (records) => this.#metrics.logged.inc(records),
      dropped: (records) => this.#metrics.logDropped.inc(records),
      failing: (message) => {
        if (message && message !== this.#logMessage) this.#options.log.error({ dir }, message)
        this.#logMessage = message
      },
    })
  }
}
