import type { Factory, LinkedModel } from '../../compiler/graph/factory.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ServedReport } from '../../schema/generated/jobs.js'
import { earliestNextRun, type TrainingState } from '../decide/training.js'
import { secretVariable } from '../engine/context.js'
import { Engine } from '../engine/engine.js'
import { measureServedJob } from '../jobs/offline.js'
import type { TrainerPlace } from '../jobs/stages.js'
import { OfflineEndpoint } from '../platforms/offline/offline-endpoint.js'
import { type OfflineOptions, OfflinePlatform, type TimedTraining } from '../platforms/offline/offline-platform.js'
import type { JobProgress } from '../platforms/platform.js'
import { type FactoryEvent, type ModelVersion, Store } from '../store/store.js'
import { trainAhead } from './foresee.js'
import type { Traffic } from './traffic.js'

export interface SimulateOptions {
  readonly factory: Factory
  readonly baseDir: string
  /** Where paths of logs point to; nothing is there. */
  readonly logDir: string
  readonly jobs: OfflineOptions['jobs']
  readonly traffic: ReadonlyMap<string, Traffic>
  /** Milliseconds since the epoch. */
  readonly from: number
  readonly to: number
  readonly stepMs: number
  /** Spans over which what was served is measured beside the whole. */
  readonly spans: readonly { readonly from: number; readonly to: number }[]
  readonly trainingSeconds?: number
  /** Whether work that may come is done meanwhile. */
  readonly ahead: boolean
  readonly trainerPlace: (model: LinkedModel) => Promise<TrainerPlace | undefined>
  readonly onTime: (now: number) => void
  readonly onProgress: (progress: JobProgress) => void
  readonly signal: AbortSignal
}

/** What a policy did over past data, and what came of it. */
export interface PolicyTrace {
  readonly events: readonly FactoryEvent[]
  readonly training: ReadonlyMap<string, TrainingState>
  readonly versions: ReadonlyMap<string, readonly ModelVersion[]>
  readonly trainings: readonly TimedTraining[]
  readonly endpoints: ReadonlyMap<string, EndpointTrace>
}

export interface EndpointTrace {
  /** Which version answered what no other rule took, from when on, in milliseconds since the epoch. */
  readonly primaries: readonly { readonly at: number; readonly version: number }[]
  readonly served: ServedReport
}

/**
 * Lets a factory's policy decide over past data, with the engine that decides over live ones: at each step of a virtual clock everything
 * that is due is done, then the rows up to the next step are answered. Training takes no time by that clock. Nothing outside the jobs'
 * own folders is written.
 * @throws AIFactoryError of what ends the work on an object, AF7009 where it is told to stop.
 */
export async function simulate(options: SimulateOptions): Promise<PolicyTrace> {
  const { factory, jobs, traffic, from, to, stepMs, signal } = options
  const store = new Store(':memory:')
  let now = from
  const events: FactoryEvent[] = []
  const endpoints = new Map(
    Object.keys(factory.endpoints).flatMap((name) => {
      const rows = traffic.get(name)
      return rows ? [[name, new OfflineEndpoint(name, rows)] as const] : []
    }),
  )
  const platform = new OfflinePlatform({ jobs, endpoints, now: () => now, trainingSeconds: options.trainingSeconds })
  const over = new AbortController()
  const foresee = (name: string): void => {
    const model = factory.models[name]
    const state = store.document<TrainingState>('training', name)
    if (!options.ahead || !model || !state) return
    const earliest = earliestNextRun(state, model, now)
    const at = from + Math.ceil((earliest - from) / stepMs) * stepMs
    // Where nothing holds it back, when it comes cannot be guessed.
    if (earliest <= now || at >= to) return
    void trainAhead(model, at, { ...options, platform: jobs, signal: over.signal }).catch(() => {})
  }
  const engine = new Engine({
    store,
    platform,
    reporter: { event: () => {}, progress: options.onProgress, served: () => {} },
    baseDir: options.baseDir,
    onlineStore: options.logDir,
    inferenceLog: () => options.logDir,
    now: () => now,
    horizon: () => ({ needed: now, through: now }),
    clockOffset: () => 0,
    trainerPlace: options.trainerPlace,
    secretVariable,
    emit(event) {
      events.push({ ...event, id: events.length + 1, at: now })
      if (event.kind === 'training_started') foresee(event.subject)
    },
  })
  try {
    engine.apply(factory)
    for (; now < to; now += stepMs) {
      if (signal.aborted) throw new AIFactoryError('AF7009', 'the backtest was stopped')
      options.onTime(now)
      await engine.settleInOrder()
    }
    const models = Object.values(factory.models)
    const empty: TrainingState = { history: [], pending: [], scheduleSeen: now, nextId: 1 }
    return {
      events,
      training: new Map(models.map(({ name }) => [name, store.document<TrainingState>('training', name) ?? empty])),
      versions: new Map(models.map(({ name, registeredModel }) => [name, store.versions(registeredModel)])),
      trainings: platform.trainings,
      endpoints: await traceEndpoints(endpoints, platform, options),
    }
  } finally {
    over.abort()
    store.close()
  }
}

async function traceEndpoints(
  endpoints: ReadonlyMap<string, OfflineEndpoint>,
  platform: OfflinePlatform,
  options: SimulateOptions,
): Promise<Map<string, EndpointTrace>> {
  const { factory, baseDir, from, to, spans, jobs } = options
  const traces = new Map<string, EndpointTrace>()
  for (const [name, endpoint] of endpoints) {
    const definition = factory.endpoints[name]
    const model = definition && factory.models[definition.model]
    if (!definition?.groundTruth || !model) continue
    const window = { logDir: options.logDir, from: new Date(from).toISOString(), to: new Date(to).toISOString() }
    const log = await endpoint.log(window, platform.work(options.onProgress), 'all')
    const done = await jobs.run(
      measureServedJob({
        baseDir,
        endpoint: name,
        task: model.task,
        threshold: model.evaluation.threshold,
        groundTruth: definition.groundTruth,
        current: log.window,
        log: log.identity,
        data: await platform.fingerprint(definition.groundTruth.source),
        spans,
      }),
      options.onProgress,
    )
    const served = done.result?.served
    if (!served)
      throw new AIFactoryError(done.error?.code ?? 'AF8017', done.error?.message ?? 'what was served could not be measured', done.error)
    const primaries = endpoint.routes.within(from, to).map((route) => ({ at: Date.parse(route.from), version: route.primary }))
    traces.set(name, { primaries: primaries.filter(({ version }, i) => version !== primaries[i - 1]?.version), served })
  }
  return traces
}
