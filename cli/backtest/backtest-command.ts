import pc from 'picocolors'
import { formatDuration } from '../../schema/duration.js'
import type { BacktestReport } from '../../schema/generated/backtest.js'
import type { CompiledRevision } from '../session/compile-revision.js'
import { formatDiagnostics } from '../terminal/diagnostics.js'
import { LiveBars } from '../terminal/live-bars.js'
import type { Output } from '../terminal/output.js'
import { POLICY_NAMES } from './policy-names.js'
import { type BacktestOptions, runBacktest } from './run-backtest.js'
import { showJson } from './show-json.js'
import { showMarkdown } from './show-markdown.js'
import { showPretty } from './show-pretty.js'
import { writeReports } from './write-reports.js'

export const OUTPUTS = { pretty: showPretty, json: showJson, markdown: showMarkdown } as const

export interface BacktestCommandOptions extends Omit<BacktestOptions, 'onTime' | 'onDone' | 'onProgress' | 'signal'> {
  readonly output: keyof typeof OUTPUTS
  /** Folder for report.json, report.md and plot.svg. */
  readonly out?: string
}

const DAY_MS = 86_400_000
const DOING: Readonly<Record<string, string>> = {
  Train: 'training',
  BuildDataset: 'building features',
  Evaluate: 'evaluating',
  BuildTraffic: 'preparing requests',
}

/** Runs a backtest and prints its report; progress goes to standard error. @returns 0 done, 1 the file has errors. */
export async function backtestCommand(options: BacktestCommandOptions, output: Output): Promise<number> {
  const bars = new LiveBars(process.stderr)
  const stop = new AbortController()
  const interrupt = (): void => stop.abort()
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  const doing = new Map<string, string>()
  const started = Date.now()
  try {
    const report = await runBacktest({
      ...options,
      signal: stop.signal,
      onTime(policy, at, { from, to }) {
        const [done, total] = [at - from, to - from].map((time) => Math.round(time / DAY_MS)) as [number, number]
        const message = [new Date(at).toISOString().slice(0, 10), doing.get(policy)].filter(Boolean).join('  ')
        bars.update(policy, { label: labelOf(policy), done, total, unit: 'days', message })
      },
      onDone: (policy) => bars.remove(policy),
      onProgress(policy, { kind, state }) {
        if (state === 'started' && DOING[kind]) doing.set(policy, DOING[kind])
        else if (state !== 'running') doing.delete(policy)
        if (policy === 'traffic') bars.update(policy, { label: labelOf(policy), message: doing.get(policy) })
        if (policy === 'traffic' && state !== 'started' && state !== 'running') bars.remove(policy)
      },
    })
    bars.stop()
    if (!('version' in report)) return refused(report, output)
    output.out(OUTPUTS[options.output](report))
    output.error(pc.dim(`took ${formatDuration(Date.now() - started)}\n`))
    if (options.out !== undefined) await write(options.out, report, output)
    return 0
  } finally {
    bars.stop()
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

async function write(folder: string, report: BacktestReport, output: Output): Promise<void> {
  const names = await writeReports(folder, report)
  output.error(`${names.join(', ')} written to ${folder}\n`)
}

function refused({ diagnostics, texts }: CompiledRevision, output: Output): number {
  output.error(`${formatDiagnostics(diagnostics, texts).join('\n')}\n`)
  return 1
}

const labelOf = (policy: keyof typeof POLICY_NAMES | 'traffic'): string => (policy === 'traffic' ? 'requests' : POLICY_NAMES[policy])
