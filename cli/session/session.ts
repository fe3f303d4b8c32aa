import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Factory } from '../../compiler/graph/factory.js'
import type { GivenValues } from '../../compiler/source/given.js'
import { type EngineContext, type Reporter, secretVariable } from '../../reconciler/engine/context.js'
import { Engine } from '../../reconciler/engine/engine.js'
import { reopenRuns } from '../../reconciler/engine/training-controller.js'
import { Notifier } from '../../reconciler/notify/notifier.js'
import { WHOLE } from '../../reconciler/operate/request.js'
import { suspensionOf } from '../../reconciler/operate/suspension.js'
import { type Layout, layoutOf } from '../../reconciler/platforms/local/layout.js'
import { LocalPlatform } from '../../reconciler/platforms/local/local-platform.js'
import { takeLock } from '../../reconciler/platforms/local/lock.js'
import type { Platform } from '../../reconciler/platforms/platform.js'
import { GitSource } from '../../reconciler/source/git-source.js'
import type { Revision, RevisionSource } from '../../reconciler/source/revision-source.js'
import { WorkingTree } from '../../reconciler/source/working-tree.js'
import { Store } from '../../reconciler/store/store.js'
import { correlation } from '../../reconciler/trace/correlation.js'
import { OtlpTracer } from '../../reconciler/trace/otlp-tracer.js'
import type { Tracer } from '../../reconciler/trace/span.js'
import { tracedPlatform } from '../../reconciler/trace/traced-platform.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { Plan } from '../../schema/generated/plan.js'
import { localPlan } from '../plan/local-plan.js'
import { DataClock } from './clock.js'
import { type CompiledRevision, compileRevision } from './compile-revision.js'
import { programPath } from './program-path.js'
import { prepareStateFolder } from './state-folder.js'
import { placeTrainer } from './trainer-place.js'

export interface SessionOptions {
  readonly dir: string
  readonly workingTree: boolean
  readonly target?: string
  readonly values?: GivenValues
  /**
   * Looks at a plan before it is carried out, and throws to refuse it. What was approved then stays in force: later
   * commits are not followed.
   */
  readonly approve?: (plan: Plan) => Promise<void>
  readonly reporter: Reporter & {
    line(text: string): void
    plan(plan: Plan): void
    refused(compiled: CompiledRevision): void
  }
}

/** One reconciler at work in one folder: it holds the lock, the store, the platform and the engine. */
export class Session {
  readonly baseDir: string
  readonly source: RevisionSource
  readonly store: Store
  readonly clock: DataClock
  readonly platform: LocalPlatform
  readonly engine: Engine
  readonly layout: Layout
  /** Addresses of the endpoints' servers. */
  readonly servers = new Map<string, string>()
  readonly #options: SessionOptions
  readonly #release: () => void
  readonly #notifier = new Notifier({
    secretOf: (ref) => process.env[secretVariable(ref)],
    nameOf: secretVariable,
    onProblem: (message) => this.reporter.line(message),
  })
  readonly #tracer: Tracer | undefined = OtlpTracer.fromEnvironment(process.env, (message) => this.reporter.line(message))
  /** How far ahead of the clock online values are needed and computed, in milliseconds. */
  lookahead = { needed: 0, through: 0 }
  #revision: Revision | undefined
  #refused: string | undefined
  readonly #said = new Set<string>()

  private constructor(options: SessionOptions, baseDir: string, source: RevisionSource) {
    this.#options = options
    this.baseDir = baseDir
    this.source = source
    this.layout = layoutOf(baseDir)
    prepareStateFolder(this.layout)
    this.#release = takeLock(this.layout.lock)
    this.store = new Store(this.layout.database)
    this.clock = new DataClock(this.store)
    this.platform = new LocalPlatform({
      store: this.store,
      layout: this.layout,
      baseDir,
      programs: { job: programPath('job.js'), server: programPath('server.js') },
    })
    this.engine = new Engine(this.#context())
  }

  /** @throws AIFactoryError AF8010 without a repository, AF8013 without a folder, AF8003 when another is at work there. */
  static async open(options: SessionOptions): Promise<Session> {
    const baseDir = resolve(options.dir)
    if (!existsSync(baseDir) || !statSync(baseDir).isDirectory()) {
      throw new AIFactoryError('AF8013', `${options.dir} is not a folder`, { hint: 'Name the folder that holds aifactory.yaml.' })
    }
    const source = options.workingTree ? new WorkingTree(baseDir) : await GitSource.open(baseDir)
    return new Session(options, baseDir, source)
  }

  get reporter(): SessionOptions['reporter'] {
    return this.#options.reporter
  }

  get factory(): Factory | undefined {
    return this.engine.factory
  }

  get revision(): Revision | undefined {
    return this.#revision
  }

  /** The revision that was found not to be valid, while it is the newest. */
  get refused(): string | undefined {
    return this.#refused
  }

  /**
   * Puts the newest revision in force if it is not already. One that does not compile changes nothing: it is reported once,
   * and what was in force stays. True if something new is in force.
   */
  async follow(): Promise<boolean> {
    if (this.#options.approve && this.#revision) return false
    if (this.#revision && suspensionOf(this.store, WHOLE)) return false
    const revision = await this.source.current()
    if (revision.id === this.#revision?.id || revision.id === this.#refused) return false
    const startedAt = Date.now()
    const compiled = await compileRevision(this.source, revision, {
      baseDir: this.baseDir,
      target: this.#options.target,
      values: this.#options.values,
    })
    if (!compiled.factory) {
      this.#refused = revision.id
      this.#options.reporter.refused(compiled)
      this.#recordRefusal(compiled)
      this.#trace(this.factory?.name ?? '', revision, startedAt, 'it is not valid')
      return false
    }
    this.#refused = undefined
    await this.#apply(compiled.factory, revision)
    this.#trace(compiled.factory.name, revision, startedAt)
    return true
  }

  /**
   * Puts the revision in force that was when this folder was last worked on, and takes up what failed but might succeed now.
   * False where there was none.
   */
  resume(): boolean {
    const factory = this.store.document<Factory>('factory', 'current')
    const revision = this.store.document<Revision>('revision', 'current')
    if (!factory || !revision) return false
    reopenRuns(Object.values(factory.models), this.store)
    this.#revision = revision
    this.engine.apply(factory)
    return true
  }

  /** What putting a factory in force would do here. */
  plan(factory: Factory, revision: Revision): Promise<Plan> {
    const { store, source, platform } = this
    return localPlan(factory, revision, {
      store,
      source,
      fingerprint: (definition) => platform.fingerprint(definition),
      hasArtifact: (digest) => existsSync(platform.artifactDir(digest)),
      now: this.clock.now(),
    })
  }

  async #apply(factory: Factory, revision: Revision): Promise<void> {
    const before = this.store.document<Factory>('factory', 'current')
    const plan = await this.plan(factory, revision)
    this.#options.reporter.plan(plan)
    await this.#options.approve?.(plan)
    this.store.transaction(() => {
      this.store.putDocument('factory', 'current', factory)
      this.store.putDocument('revision', 'current', revision)
    })
    this.#revision = revision
    this.engine.apply(factory)
    for (const problem of await this.#notifier.problems(factory)) this.#sayOnce(problem)
    for (const name of Object.keys(before?.endpoints ?? {})) {
      if (!factory.endpoints[name]) await this.platform.stopServer(name)
    }
  }

  /** A revision, from being seen to being in force; what it brings about lies under it. */
  #trace(factory: string, revision: Revision, startedAt: number, error?: string): void {
    this.#tracer?.end({
      ...correlation(factory, revision.id),
      name: `revision ${revision.id.slice(0, 12)}`,
      startedAt,
      endedAt: Date.now(),
      attributes: { 'aifactory.factory': factory, 'aifactory.revision': revision.id, 'aifactory.revision.message': revision.message },
      error,
    })
  }

  /** A refused revision is an event like others, for the status page and for those who want to be told. */
  #recordRefusal({ revision, diagnostics }: CompiledRevision): void {
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    const [first] = errors
    const place = first?.range ? ` (${first.file}:${first.range.start.line + 1}:${first.range.start.column + 1})` : ''
    const event = this.store.addEvent({
      at: this.clock.now(),
      kind: 'reconcile_failed',
      subject: `commit ${revision.id.slice(0, 8)}`,
      level: 'bad',
      facts: { commit: revision.id },
      message: `not valid, changes nothing: ${first?.code} ${first?.message}${place}${errors.length > 1 ? `, and ${errors.length - 1} more` : ''}`,
    })
    if (this.engine.factory) void this.#notifier.tell(event, this.engine.factory, revision)
  }

  #sayOnce(text: string): void {
    if (!this.#said.has(text)) this.reporter.line(text)
    this.#said.add(text)
  }

  async close(): Promise<void> {
    await this.platform.close()
    await this.#tracer?.close()
    this.store.close()
    this.#release()
  }

  #tracedPlatform(): Platform {
    if (!this.#tracer) return this.platform
    const inForce = () => this.factory && this.#revision && { factory: this.factory.name, revision: this.#revision.id }
    return tracedPlatform(this.platform, { tracer: this.#tracer, inForce })
  }

  #context(): Omit<EngineContext, 'factory'> {
    const { store, clock, layout } = this
    const { reporter } = this.#options
    return {
      store,
      platform: this.#tracedPlatform(),
      reporter: {
        event: (event) => reporter.event(event),
        progress: (progress) => reporter.progress(progress),
        served: (endpoint, server) => {
          this.servers.set(endpoint, server.url)
          reporter.served(endpoint, server)
        },
      },
      baseDir: this.baseDir,
      onlineStore: layout.onlineStore,
      inferenceLog: layout.inferenceLog,
      now: () => clock.now(),
      horizon: () => ({ needed: clock.now() + this.lookahead.needed, through: clock.now() + this.lookahead.through }),
      clockOffset: () => clock.offset(),
      trainerPlace: async (model) =>
        this.#revision && placeTrainer(model, { source: this.source, revision: this.#revision, folder: layout.revisions }),
      secretVariable,
      emit: (event) => {
        const stored = store.addEvent({ ...event, at: clock.now() })
        reporter.event(stored)
        if (this.engine.factory) void this.#notifier.tell(stored, this.engine.factory, this.#revision)
      },
    }
  }
}
