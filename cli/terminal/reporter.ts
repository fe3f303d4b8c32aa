import pc from 'picocolors'
import type { GateReport } from '../../reconciler/decide/gates.js'
import type { JobProgress } from '../../reconciler/platforms/platform.js'
import type { FactoryEvent } from '../../reconciler/store/store.js'
import { formatDuration } from '../../schema/duration.js'
import type { Plan } from '../../schema/generated/plan.js'
import { formatPlan } from '../plan/pretty.js'
import type { CompiledRevision } from '../session/compile-revision.js'
import { formatDiagnostics } from './diagnostics.js'
import { LiveBars } from './live-bars.js'
import { formatTable } from './table.js'

/** Jobs that a person waits for; the others are many and short. */
const SHOWN: Readonly<Partial<Record<JobProgress['kind'], string>>> = {
  ValidateData: 'validate',
  BuildDataset: 'features',
  Train: 'train',
  Evaluate: 'evaluate',
}

const MARK = { info: pc.dim('·'), good: pc.green('✔'), warn: pc.yellow('!'), bad: pc.red('✘') } as const

/** Tells a terminal what happens: events as lines, jobs as bars while they run and as a line when they are done. */
export class TerminalReporter {
  readonly #bars = new LiveBars(process.stderr)
  readonly #started = new Map<string, number>()
  readonly #gatesOf: (model: string) => GateReport | undefined
  readonly #activity = new Map<string, JobProgress>()
  /** Nothing is said any more once a person has asked to stop. */
  muted = false

  constructor(gatesOf: (model: string) => GateReport | undefined) {
    this.#gatesOf = gatesOf
  }

  /** A line of its own, above the bars. */
  line(text = ''): void {
    if (!this.muted) this.#bars.above(text)
  }

  event(event: FactoryEvent): void {
    const [first = '', ...rest] = event.message.split('\n')
    const time = new Date(event.at).toISOString().slice(0, 16).replace('T', ' ')
    this.line(`${pc.dim(time)} ${MARK[event.level]} ${pc.bold(event.subject)} ${event.kind.replaceAll('_', ' ')}: ${first}`)
    for (const line of rest) this.line(`                   ${line}`)
    const gates = event.kind === 'registered' || event.kind === 'gates_failed' ? this.#gatesOf(event.subject) : undefined
    if (gates) for (const line of formatGates(gates)) this.line(`                   ${line}`)
  }

  /** Jobs that run at this moment. */
  activity(): readonly JobProgress[] {
    return [...this.#activity.values()]
  }

  progress(progress: JobProgress): void {
    if (progress.state === 'started' || progress.state === 'running') this.#activity.set(progress.key, progress)
    else this.#activity.delete(progress.key)
    const verb = SHOWN[progress.kind]
    if (!verb || this.muted) return
    const { key } = progress
    if (progress.state === 'started') this.#started.set(key, Date.now())
    if (progress.state === 'started' || progress.state === 'running') {
      this.#bars.update(key, { label: `${verb} ${progress.subject}`, ...progress })
      return
    }
    this.#bars.remove(key)
    const seconds = formatDuration(Date.now() - (this.#started.get(key) ?? Date.now()))
    this.#started.delete(key)
    if (progress.state === 'succeeded') this.line(`${' '.repeat(17)}${pc.green('✔')} ${verb} ${progress.subject} ${pc.dim(seconds)}`)
    if (progress.state === 'cached') this.line(`${' '.repeat(17)}${pc.dim(`= ${verb} ${progress.subject} unchanged`)}`)
  }

  /** A bar that is not a job's, such as that of a replay. */
  bar(key: string, state: { label: string; done: number; total: number; message?: string } | undefined): void {
    if (state) this.#bars.update(key, state)
    else this.#bars.remove(key)
  }

  served(): void {}

  plan(plan: Plan): void {
    for (const line of formatPlan(plan)) this.line(line)
  }

  refused({ revision, diagnostics, texts }: CompiledRevision): void {
    const name = revision.id.startsWith('working-tree') ? 'the files' : `commit ${revision.id.slice(0, 8)}`
    this.line(`${pc.red('✘')} ${name} ${revision.message ? `"${revision.message}" ` : ''}is not valid and changes nothing:`)
    for (const line of formatDiagnostics(diagnostics, texts)) this.line(line)
  }

  stop(): void {
    this.#bars.stop()
  }
}

function formatGates({ rows }: GateReport): string[] {
  const colour = { pass: pc.green, fail: pc.red, inconclusive: pc.yellow, 'no-data': pc.yellow } as const
  const cells = rows.map((row) => [row.verdict, row.gate, row.observed, row.requirement])
  return formatTable([['', 'gate', 'observed', 'required'], ...cells], (cell, column, index) => {
    const row = rows[index - 1]
    if (!row) return pc.dim(cell)
    return column === 0 ? colour[row.verdict](cell) : cell
  })
}
