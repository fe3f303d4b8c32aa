import type { LinkedEndpoint } from '../../compiler/graph/factory.js'
import { secretVariable } from '../../reconciler/engine/context.js'
import { trafficJob } from '../../reconciler/jobs/live.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { TrafficReport } from '../../schema/generated/jobs.js'
import { eventRange } from './event-range.js'
import type { Session } from './session.js'

const DAY_MS = 86_400_000

export interface ReplayRange {
  /** Milliseconds since the epoch. */
  readonly from: number
  readonly to: number
}

export interface ReplayProgress {
  readonly at: number
  readonly range: ReplayRange
  readonly rows: number
  readonly failed: number
}

/** The time that the data of the first endpoint span. */
export async function dataRange(session: Session): Promise<ReplayRange> {
  const { factory } = session
  const endpoint = Object.values(factory?.endpoints ?? {})[0]
  const model = endpoint && factory?.models[endpoint.model]
  const source = model && factory?.sources[factory.datasets[model.dataset]?.source.name ?? '']
  if (!source?.definition.timestampField) {
    throw new AIFactoryError('AF8020', 'there is nothing to replay', {
      hint: 'A replay needs an endpoint whose dataset comes from a source with a timestampField.',
    })
  }
  const events = await eventRange(source.definition, session)
  if (!events) throw new AIFactoryError('AF8020', 'the source has no events to replay')
  return { from: Date.parse(events.firstEvent), to: Date.parse(events.lastEvent) + 1 }
}

/** Where a replay starts when nobody says so: after the first quarter of the data, at midnight UTC. */
export function defaultStart({ from, to }: ReplayRange): number {
  return Math.ceil((from + (to - from) / 4) / DAY_MS) * DAY_MS
}

/**
 * Sends the rows of a range as traffic, slice by slice, while the clock of the data stands at the end of each slice: first
 * the requests of the slice, then everything that is due by its end. Training takes no time by that clock.
 */
export async function replay(
  session: Session,
  range: ReplayRange,
  options: { stepMs: number; maxRows: number; onProgress: (progress: ReplayProgress) => void; stopped: () => boolean },
): Promise<void> {
  const { clock, engine, store } = session
  let rows = 0
  let failed = 0
  session.lookahead = { needed: options.stepMs, through: Math.max(options.stepMs, 7 * DAY_MS) }
  for (let at = store.document<number>('replay', 'at') ?? range.from; at < range.to && !options.stopped(); ) {
    clock.standAt(at)
    await session.follow()
    await engine.settle()
    const next = Math.min(at + options.stepMs, range.to)
    for (const endpoint of Object.values(session.factory?.endpoints ?? {})) {
      const report = await send(session, endpoint, at, next, options.maxRows)
      rows += report?.rows ?? 0
      failed += report?.failedRequests ?? 0
    }
    at = next
    store.putDocument('replay', 'at', at)
    clock.goOnFrom(at)
    options.onProgress({ at, range, rows, failed })
  }
  session.lookahead = { needed: 0, through: 0 }
  clock.goOnFrom(store.document<number>('replay', 'at') ?? range.to)
  await engine.settle()
}

async function send(
  session: Session,
  endpoint: LinkedEndpoint,
  from: number,
  to: number,
  maxRows: number,
): Promise<TrafficReport | undefined> {
  const dataset = session.factory?.datasets[session.factory.models[endpoint.model]?.dataset ?? '']
  const url = session.servers.get(endpoint.name)
  if (!dataset || !url) return undefined
  const tokenEnv = endpoint.auth.type === 'bearer' && endpoint.auth.secretRef ? secretVariable(endpoint.auth.secretRef) : undefined
  const done = await session.platform.run(
    trafficJob({ baseDir: session.baseDir, dataset, endpoint, url, tokenEnv, from, to, maxRows }),
    (progress) => session.reporter.progress(progress),
  )
  if (done.state === 'failed') {
    throw new AIFactoryError(done.error?.code ?? 'AF7500', done.error?.message ?? 'requests could not be sent', {
      detail: done.error?.detail,
      hint: done.error?.hint,
    })
  }
  return done.result?.traffic
}
