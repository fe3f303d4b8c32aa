import { durationMillis, formatDuration, fractionOf } from '../../schema/duration.js'
import type { Rollout } from '../../schema/generated/aifactory.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, entry, items, type Rule, type RuleContext } from './context.js'
import { historyOf } from './history-length.js'
import { servedDataset } from './input-types.js'

const DAY = 86_400_000
/** Traffic may be so many times what the data suggests before anything is said. */
const MARGIN = 5

/** Windows and steps see enough requests, where the rows of the data tell how many there are: one row was one request. */
export const expectedTraffic: Rule = (context) => {
  const { spec, report, value, key } = context
  for (const [name, { endpoint, current }] of entries(spec.monitors)) {
    const daily = requestsPerDay(context, endpoint)
    const { window, minSamples } = { ...DEFAULTS.CurrentWindow, ...current }
    if (daily === undefined) continue
    const rate = daily * fractionOf(entry(spec.endpoints, endpoint)?.logger?.sampleRate ?? DEFAULTS.Logger.sampleRate)
    const expected = (rate * durationMillis(window)) / DAY
    if (expected * MARGIN >= minSamples) continue
    report.warning(
      'AF4154',
      `the data has ${perDay(daily)}, which makes about ${Math.round(expected)} requests in ${window}, and every rule waits for ${minSamples}`,
      current?.minSamples === undefined ? key('monitors', name) : value('monitors', name, 'current', 'minSamples'),
      { suggestion: 'Lengthen current.window, or lower minSamples.' },
    )
  }
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    const daily = requestsPerDay(context, name)
    if (rollout === undefined || daily === undefined) continue
    slowSteps(rollout, daily, (index, message) =>
      report.warning('AF4155', message, value('endpoints', name, 'rollout', 'steps', index, 'analysis'), {
        suggestion: 'Give the new version a larger share before it, lower minSamples, or set a later deadline.',
      }),
    )
  }
}

/** Rows of the data that the served model learns from, a day. */
function requestsPerDay(context: RuleContext, endpoint: string): number | undefined {
  const source = servedDataset(context, endpoint)?.dataset.source
  const rows = source === undefined ? undefined : context.facts(source)?.rows
  const history = source === undefined ? undefined : historyOf(context, source)
  return rows === undefined || history === undefined || history < DAY ? undefined : (rows * DAY) / history
}

function slowSteps(rollout: Rollout, daily: number, tell: (index: number, message: string) => void): void {
  const deadline = durationMillis(rollout.deadline ?? DEFAULTS.Rollout.deadline)
  let share = rollout.strategy === 'shadow' ? 1 : 0
  for (const [index, { mirror, setWeight, analysis }] of items(rollout.steps)) {
    if (setWeight !== undefined || mirror !== undefined) share = fractionOf(setWeight ?? mirror ?? 0)
    if (analysis === undefined || share === 0) continue
    const samples =
      entry(rollout.analysis, analysis)?.metrics.map(({ minSamples }) => minSamples ?? DEFAULTS.AnalysisMetric.minSamples) ?? []
    const needed = Math.max(0, ...samples)
    const time = (needed / (daily * share)) * DAY
    if (time <= deadline * MARGIN) continue
    tell(
      index,
      `the data has ${perDay(daily)}: at ${Math.round(share * 100)}% of them, ${needed} samples take about ${formatDuration(time)}, and the rollout ends after ${formatDuration(deadline)}`,
    )
  }
}

function perDay(daily: number): string {
  return `${daily >= 10 ? Math.round(daily) : daily.toFixed(1)} rows a day`
}
