import { nameOf } from '../../../compiler/backends/kubernetes/names.js'
import { logDir, ONLINE_STORE, WORKSPACE } from '../../../compiler/backends/kubernetes/places.js'
import { TOKEN_VARIABLE } from '../../../compiler/backends/kubernetes/serving-config.js'
import type { Factory, LinkedModel } from '../../../compiler/graph/factory.js'
import { API_VERSION } from '../../../schema/crds/definition.js'
import type { TrainingRunResource } from '../../../schema/crds/training-run.js'
import type { ServingStatus } from '../../../schema/generated/jobs.js'
import type { EngineContext, Reporter } from '../../engine/context.js'
import { Engine } from '../../engine/engine.js'
import { reopenRuns } from '../../engine/training-controller.js'
import type { TrainerPlace } from '../../jobs/stages.js'
import type { Revision } from '../../source/revision-source.js'
import type { Tracer } from '../../trace/span.js'
import { tracedPlatform } from '../../trace/traced-platform.js'
import { takeApprovals } from './approvals.js'
import type { ClusterApi, ObjectRef } from './cluster-api.js'
import { ClusterPlatform } from './cluster-platform.js'
import { ClusterStore } from './cluster-store.js'
import { codeFiles } from './code-files.js'
import { controlLabels } from './control-labels.js'
import { Publisher } from './publish.js'
import { jobRecordOf } from './training-record.js'

export interface ClusterFactoryOptions {
  readonly api: ClusterApi
  /** The name of the Factory's custom resource, and a reference to it that makes what is made here go with it. */
  readonly factoryName: string
  readonly owner?: unknown
  /** Where that custom resource is, for what is told in its status. */
  readonly resource?: ObjectRef
  readonly reporter: Reporter
  readonly tracer?: Tracer
  readonly ask: (address: string, path: string) => Promise<ServingStatus | undefined>
  readonly wait: (millis: number) => Promise<void>
  /** The system's clock, in milliseconds since the epoch. */
  readonly now: () => number
  /** The clock of the data minus that of the system, in milliseconds. */
  readonly clockOffset: number
  readonly serveTimeoutMs?: number
  /** Files of a revision, for the code of trainers. */
  readonly readFiles?: (revision: Revision, paths: readonly string[]) => Promise<{ digest: string; files: ReadonlyMap<string, Uint8Array> }>
}

/** What decides and acts for one factory of a cluster: its state, its platform and the engine between them. */
export class ClusterFactory {
  readonly store: ClusterStore
  readonly engine: Engine
  readonly platform: ClusterPlatform
  readonly #options: ClusterFactoryOptions
  readonly #publisher: Publisher
  #factory: Factory
  #revision: Revision | undefined

  private constructor(options: ClusterFactoryOptions, store: ClusterStore, factory: Factory) {
    this.#options = options
    this.#factory = factory
    this.store = store
    this.#publisher = new Publisher({ ...options, store })
    this.platform = new ClusterPlatform({
      ...options,
      store,
      factory: () => this.#factory,
      revision: () => this.#revision?.id,
      barrier: () => store.keep(),
    })
    this.engine = new Engine(this.#context())
  }

  /** Takes up a factory where an earlier control plane has left it. */
  static async open(factory: Factory, options: ClusterFactoryOptions): Promise<ClusterFactory> {
    const { api, owner, factoryName } = options
    const { namespace } = factory.platform
    const labels = controlLabels(factory, 'state', factory.name)
    const store = await ClusterStore.open(api, { namespace, name: nameOf([factoryName, 'state']), labels, owner })
    const opened = new ClusterFactory(options, store, factory)
    const runs = (await api.list({ apiVersion: API_VERSION, kind: 'TrainingRun', namespace }, {})) as unknown as TrainingRunResource[]
    for (const run of runs) {
      if (run.spec.factory !== factoryName) continue
      store.putJob(jobRecordOf(run))
      if (run.status?.artifact !== undefined && run.status.files) opened.platform.remember(run.status.artifact, run.status.files)
    }
    reopenRuns(Object.values(factory.models), store)
    return opened
  }

  /** Puts a revision in force. */
  apply(factory: Factory, revision: Revision): void {
    this.#factory = factory
    this.#revision = revision
    this.store.putDocument('revision', 'current', revision)
    this.engine.apply(factory)
  }

  /**
   * Does what is to be done at this moment, waits for some of it to come to an end, keeps what was decided, and tells it.
   * @throws AIFactoryError AF8092 where another control plane is at work: this one is closed, and another one opened.
   */
  async step(): Promise<void> {
    await takeApprovals(this.#options.api, this.#factory, this.store)
    this.engine.pass()
    await Promise.race([this.engine.progress(), this.#options.wait(STEP_MS)])
    await this.store.keep()
    await this.#publisher.publish(this.#factory)
  }

  /** Works until nothing is left to do at this moment. */
  async settle(): Promise<void> {
    await takeApprovals(this.#options.api, this.#factory, this.store)
    await this.engine.settle()
    await this.store.keep()
    await this.#publisher.publish(this.#factory)
  }

  async close(): Promise<void> {
    await this.platform.close()
    this.store.close()
  }

  #context(): Omit<EngineContext, 'factory'> {
    const { reporter, clockOffset, now, tracer } = this.#options
    const dataNow = (): number => now() + clockOffset
    const inForce = () => this.#revision && { factory: this.#factory.name, revision: this.#revision.id }
    return {
      store: this.store,
      platform: tracer ? tracedPlatform(this.platform, { tracer, inForce }) : this.platform,
      reporter,
      baseDir: WORKSPACE,
      onlineStore: ONLINE_STORE,
      inferenceLog: logDir,
      now: dataNow,
      horizon: () => ({ needed: dataNow(), through: dataNow() }),
      clockOffset: () => clockOffset,
      trainerPlace: (model) => this.#placeTrainer(model),
      // Pods take tokens from their Secret under this name.
      secretVariable: () => TOKEN_VARIABLE,
      emit: (event) => reporter.event(this.store.addEvent({ ...event, at: dataNow() })),
    }
  }

  /** Brings the code of a trainer to where its pod finds it. Secrets are not looked at: the pod takes them from where they are. */
  async #placeTrainer(model: LinkedModel): Promise<TrainerPlace | undefined> {
    const { trainer } = model
    if (trainer.runtime !== 'command') return undefined
    if (!this.#revision || !this.#options.readFiles) throw new Error('the code of trainers is not at hand')
    const { digest, files } = await this.#options.readFiles(this.#revision, trainer.code)
    const code = codeFiles(this.#factory, model.name, digest, files)
    this.platform.placeCode(code)
    const env = Object.fromEntries(Object.entries(trainer.env).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
    return { codeDir: code.dir, codeDigest: digest, env }
  }
}

/** How long a step waits for something to end before it looks at everything again, in milliseconds. */
const STEP_MS = 5_000
