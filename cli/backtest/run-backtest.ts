import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { Factory, LinkedEndpoint } from '../../compiler/graph/factory.js'
import type { GivenValues } from '../../compiler/source/given.js'
import type { Span } from '../../reconciler/backtest/policy-report.js'
import { simulate } from '../../reconciler/backtest/simulate.js'
import { prepareTraffic, type Traffic } from '../../reconciler/backtest/traffic.js'
import { type Waived, waiveOperations } from '../../reconciler/backtest/waive.js'
import { monthlyRetrained, neverRetrained } from '../../reconciler/backtest/yardsticks.js'
import type { JobProgress } from '../../reconciler/platforms/platform.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { formatDuration } from '../../schema/duration.js'
import type { BacktestReport, PolicyReport } from '../../schema/generated/backtest.js'
import type { CompiledRevision } from '../session/compile-revision.js'
import { placeTrainer } from '../session/trainer-place.js'
import { endpointReport, type Replayed } from './build-report.js'
import { replayable, replayedSpan } from './data-span.js'
import { inParallel } from './in-parallel.js'
import { compileSides, type Side, type Sides } from './sides.js'
import { monthsOf, weeksOf } from './spans.js'
import { Workshop } from './workshop.js'

export interface BacktestOptions {
  readonly dir: string
  readonly target?: string
  readonly values?: GivenValues
  /** A commit, or none; undefined for where the branch left the default branch. */
  readonly against?: string
  /** Milliseconds since the epoch. */
  readonly from?: number
  readonly to?: number
  readonly stepMs: number
  readonly seed: number
  /** Whether never and monthly retrained models are replayed beside. */
  readonly yardsticks: boolean
  /** How long a training takes on the platform, in seconds. */
  readonly trainingSeconds?: number
  readonly onTime: (policy: PolicyReport['policy'] | 'traffic', at: number, span: Span) => void
  readonly onDone: (policy: PolicyReport['policy']) => void
  readonly onProgress: (policy: PolicyReport['policy'] | 'traffic', progress: JobProgress) => void
  readonly signal: AbortSignal
}

interface Contender {
  readonly policy: PolicyReport['policy']
  readonly factory: Factory
  readonly side: Side
  readonly traffic: ReadonlyMap<string, Traffic>
}

/**
 * Replays the policy of the files in a folder, and of what they are compared with, over past data. Where the files have errors, what
 * was found in them instead. Servers, registry and state of a live run are left as they are.
 * @throws AIFactoryError of compileSides, replayable and replayedSpan; AF8083 and AF8085 where nothing can be judged; AF8003.
 */
export async function runBacktest(options: BacktestOptions): Promise<BacktestReport | CompiledRevision> {
  const baseDir = resolve(options.dir)
  const sides = await compileSides({ ...options, dir: baseDir })
  if (!('file' in sides)) return sides
  const { endpoints, notes } = replayable(sides.file.factory)
  const workshop = new Workshop(baseDir)
  try {
    // Jobs are ended with the workshop, and one that is ended never comes back.
    return await Promise.race([aborted(options.signal), compare(sides, endpoints, notes, workshop, options)])
  } finally {
    await workshop.close()
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort')
  throw new AIFactoryError('AF7009', 'the backtest was stopped', {
    hint: 'What was trained is kept: started again, it goes on from there.',
  })
}

async function compare(
  sides: Sides,
  endpoints: readonly LinkedEndpoint[],
  notes: readonly string[],
  workshop: Workshop,
  options: BacktestOptions,
): Promise<BacktestReport> {
  const baseDir = resolve(options.dir)
  const span = await replayedSpan(sides.file.factory, endpoints[0] as LinkedEndpoint, workshop, { ...options, baseDir })
  const { contenders, waived } = await prepare(sides, endpoints, workshop, span, options)
  const replayed = await inParallel(Math.max(2, availableParallelism()), contenders, (contender) =>
    replay(contender, workshop, span, options),
  )
  refuseEmpty(replayed)
  const { file, base } = sides
  const traffic = contenders[0]?.traffic
  return {
    version: 1,
    factory: file.factory.name,
    target: file.factory.target,
    seed: options.seed,
    range: { from: iso(span.from), to: iso(span.to), step: formatDuration(options.stepMs) },
    file: { id: file.revision.id },
    base: base ? { id: base.revision.id, ...(base.name === undefined ? {} : { name: base.name }) } : null,
    notSimulated: waived.map(({ subject, where, what }) => ({ subject, where, what })),
    notes: [...notes, ...(sides.note === undefined ? [] : [sides.note])],
    endpoints: endpoints.map((endpoint) =>
      endpointReport(endpoint, replayed, {
        span,
        requests: traffic?.get(endpoint.name)?.rows ?? 0,
        seed: options.seed,
        trainingSeconds: options.trainingSeconds,
        base: base?.name,
      }),
    ),
  }
}

async function prepare(
  sides: Sides,
  endpoints: readonly LinkedEndpoint[],
  workshop: Workshop,
  span: Span,
  options: BacktestOptions,
): Promise<{ contenders: Contender[]; waived: readonly Waived[] }> {
  const names = new Set(endpoints.map(({ name }) => name))
  const { factory, waived } = waiveOperations(only(names, sides.file.factory))
  const context = {
    baseDir: resolve(options.dir),
    jobs: workshop,
    ...span,
    seed: options.seed,
    onProgress: (progress: JobProgress) => options.onProgress('traffic', progress),
  }
  const traffic = await prepareTraffic(factory, context)
  const contenders: Contender[] = [{ policy: 'file', factory, side: sides.file, traffic }]
  if (sides.base) {
    const base = waiveOperations(only(names, sides.base.factory)).factory
    contenders.push({ policy: 'base', factory: base, side: sides.base, traffic: await prepareTraffic(base, context) })
  }
  if (!options.yardsticks) return { contenders, waived }
  contenders.push({ policy: 'monthly', factory: monthlyRetrained(factory), side: sides.file, traffic })
  contenders.push({ policy: 'never', factory: neverRetrained(factory), side: sides.file, traffic })
  return { contenders, waived }
}

/** A factory without the endpoints that cannot be replayed, and without their monitors. */
function only(names: ReadonlySet<string>, factory: Factory): Factory {
  const kept = <T>(items: Readonly<Record<string, T>>, endpointOf: (item: T, name: string) => string): Record<string, T> =>
    Object.fromEntries(Object.entries(items).filter(([name, item]) => names.has(endpointOf(item, name))))
  return {
    ...factory,
    endpoints: kept(factory.endpoints, (_, name) => name),
    monitors: kept(factory.monitors, ({ endpoint }) => endpoint),
  }
}

async function replay(
  { policy, factory, side, traffic }: Contender,
  workshop: Workshop,
  span: Span,
  options: BacktestOptions,
): Promise<Replayed> {
  const { layout } = workshop
  const place = { source: side.source, revision: side.revision, folder: layout.revisions }
  const trace = await simulate({
    ...span,
    factory,
    baseDir: resolve(options.dir),
    logDir: layout.inferenceLog('none'),
    jobs: workshop,
    traffic,
    stepMs: options.stepMs,
    spans: [...monthsOf(span), ...weeksOf(span)],
    trainingSeconds: options.trainingSeconds,
    trainerPlace: (model) => placeTrainer(model, place),
    // Yardsticks are few trainings at known times.
    ahead: policy === 'file' || policy === 'base',
    onTime: (at) => options.onTime(policy, at, span),
    onProgress: (progress) => options.onProgress(policy, progress),
    signal: options.signal,
  })
  options.onDone(policy)
  return { policy, factory, trace }
}

/** Nothing can be judged where no policy ever served, or nothing of what was served came true or not. */
function refuseEmpty(replayed: readonly Replayed[]): void {
  const served = replayed.flatMap(({ trace }) => [...trace.endpoints.values()].map((endpoint) => endpoint.served))
  if (served.every(({ rows }) => rows === 0)) {
    const failed = replayed
      .flatMap(({ trace }) => [...trace.training.values()].flatMap(({ history }) => history))
      .find(({ outcome }) => outcome === 'failed')
    throw new AIFactoryError('AF8085', 'no version could be trained under any policy', {
      detail: failed?.message,
      hint: 'Mend what the detail names, or start later, so that there is more to learn from.',
    })
  }
  if (served.every(({ outcomes }) => outcomes === 0)) {
    throw new AIFactoryError('AF8083', 'no outcome is known of any row that was answered', {
      hint: "Check the endpoint's groundTruth: its joinKey, its delay, and the times of its source.",
    })
  }
}

const iso = (time: number): string => new Date(time).toISOString()
