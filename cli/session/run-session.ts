import { setTimeout as wait } from 'node:timers/promises'
import pc from 'picocolors'
import type { GivenValues } from '../../compiler/source/given.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { formatDuration } from '../../schema/duration.js'
import type { Plan } from '../../schema/generated/plan.js'
import { type Dashboard, startDashboard } from '../dashboard/server.js'
import { printFailure } from '../terminal/failure.js'
import { TerminalReporter } from '../terminal/reporter.js'
import { farewell } from './farewell.js'
import { dataRange, defaultStart, type ReplayRange, replay } from './replay.js'
import { Session } from './session.js'

const POLL_MS = 1000

export interface RunOptions {
  readonly dir: string
  readonly workingTree: boolean
  readonly target?: string
  readonly values?: GivenValues
  /** Port of the status page; none where it is undefined. */
  readonly dashboardPort?: number
  /** Exit when there is nothing left to do. */
  readonly once: boolean
  /** Looks at the plan before it is carried out, and throws to refuse it. */
  readonly approve?: (plan: Plan) => Promise<void>
  /** Send past data as traffic first. */
  readonly replay?: { readonly from?: number; readonly to?: number; readonly stepMs: number; readonly maxRows: number }
}

/** Reconciles a folder until it is told to stop, or, with `once`, until nothing is left to do. Returns the exit status. */
export async function runSession(options: RunOptions): Promise<number> {
  let session: Session | undefined
  let opening: Promise<Session> | undefined
  const reporter = new TerminalReporter((model) => session?.store.versions(model).at(-1)?.gates)
  const stop = new AbortController()
  const interrupt = (): void => {
    reporter.line(pc.dim('stopping: servers finish their requests'))
    reporter.muted = true
    stop.abort()
    // What is being opened is opened first, so that nothing is left behind.
    const closed = Promise.resolve(opening).then(
      (opened) => opened?.close(),
      () => {},
    )
    void closed.then(
      () => process.exit(0),
      (error: unknown) => process.exit(printFailure(error)),
    )
  }
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  let dashboard: Dashboard | undefined
  try {
    opening = Session.open({ ...options, reporter })
    session = await opening
    if (!(await begin(session, options))) return 1
    dashboard = options.dashboardPort === undefined ? undefined : await openDashboard(session, reporter, options.dashboardPort)
    if (dashboard) reporter.line(`${pc.bold('status')} ${dashboard.url}`)
    if (options.replay) await replayData(session, reporter, options.replay, stop.signal)
    await settle(session, reporter, stop.signal)
    const ok = await farewell(session, reporter, dashboard?.url, options)
    if (!options.once) await watch(session, reporter, stop.signal)
    return ok ? 0 : 1
  } finally {
    reporter.stop()
    await dashboard?.close()
    if (!stop.signal.aborted) await session?.close()
    // The interrupt ends the process once all is closed.
    else await new Promise(() => {})
  }
}

/** Puts the newest revision in force; where it is not valid, what was in force before goes on, unless there was nothing. */
async function begin(session: Session, options: RunOptions): Promise<boolean> {
  const dirty = await session.source.isDirty('aifactory.yaml')
  if (options.approve) {
    // First of all, since taking up runs again would change what was planned on.
    if (!(await session.follow())) return false
    session.resume()
  } else {
    const resumed = session.resume()
    const followed = await session.follow()
    if (!followed && !resumed) return false
  }
  if (session.refused && options.once) return false
  if (dirty) {
    session.reporter.line(
      `${pc.yellow('!')} aifactory.yaml has changes that are not committed; what is committed counts (or use --working-tree)`,
    )
  }
  return true
}

async function openDashboard(session: Session, reporter: TerminalReporter, port: number): Promise<Dashboard> {
  return startDashboard({
    port,
    store: session.store,
    factory: () => session.factory,
    now: () => session.clock.now(),
    servers: () => Object.fromEntries(session.servers),
    activity: () => reporter.activity(),
  })
}

async function replayData(
  session: Session,
  reporter: TerminalReporter,
  wanted: NonNullable<RunOptions['replay']>,
  signal: AbortSignal,
): Promise<void> {
  const known = session.store.document<ReplayRange>('replay', 'range')
  const data = known ?? (await dataRange(session))
  const range = known ?? { from: wanted.from ?? defaultStart(data), to: wanted.to ?? data.to }
  if (range.from >= range.to)
    throw new AIFactoryError('AF8021', 'the replay ends before it starts', { hint: 'Check --from and --to against the times of the data.' })
  session.store.putDocument('replay', 'range', range)
  const done = session.store.document<number>('replay', 'at')
  if (done !== undefined && done >= range.to) return
  const [from, to] = [new Date(done ?? range.from), new Date(range.to)].map((date) => date.toISOString().slice(0, 10))
  reporter.line(`${pc.bold('replay')} of ${from} to ${to}: its rows are sent as requests, under a clock of their own`)
  const started = Date.now()
  await replay(session, range, {
    ...wanted,
    stopped: () => signal.aborted,
    onProgress: ({ at, rows, failed }) => {
      const message = `${rows.toLocaleString('en')} rows${failed ? `, ${failed} requests failed` : ''}`
      reporter.bar('replay', {
        label: new Date(at).toISOString().slice(0, 10),
        done: Math.round((at - range.from) / 86_400_000),
        total: Math.round((range.to - range.from) / 86_400_000),
        message,
      })
    },
  })
  reporter.bar('replay', undefined)
  reporter.line(`${pc.bold('replay')} done in ${formatDuration(Date.now() - started)}`)
}

/** Works until nothing is left to do. A commit and a server that has died are seen to meanwhile: training may take hours. */
async function settle(session: Session, reporter: TerminalReporter, stopping: AbortSignal): Promise<void> {
  const settled = new AbortController()
  const signal = AbortSignal.any([stopping, settled.signal])
  await Promise.all([session.engine.settle().finally(() => settled.abort()), watch(session, reporter, signal)])
}

/** Follows the repository and the schedules until it is told to stop. */
async function watch(session: Session, reporter: TerminalReporter, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await wait(POLL_MS, undefined, { signal }).catch(() => {})
    if (signal.aborted) return
    try {
      await session.follow()
    } catch (error) {
      reporter.line(`${pc.red('✘')} the repository could not be read: ${error instanceof Error ? error.message : String(error)}`)
    }
    if (!signal.aborted) session.engine.pass()
  }
}
