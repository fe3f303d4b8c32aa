import { durationMillis, formatDuration } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, entry, type Rule } from './context.js'

/** Requests are kept for as long as monitors look back. */
export const logRetention: Rule = ({ spec, report, value }) => {
  for (const [name, { endpoint: endpointName, reference, current, performance = [] }] of entries(spec.monitors)) {
    const endpoint = entry(spec.endpoints, endpointName)
    const retention = endpoint?.logger?.retention
    if (retention === undefined) continue
    const window = durationMillis(current?.window ?? DEFAULTS.CurrentWindow.window)
    const earlier = typeof reference === 'object' ? durationMillis(reference.window) + durationMillis(reference.offset ?? '0s') : 0
    const outcomes = performance.length > 0 ? window + durationMillis(endpoint?.groundTruth?.delay ?? '0s') : 0
    const needed = Math.max(window, earlier, outcomes)
    if (durationMillis(retention) >= needed) continue
    report.warning(
      'AF4091',
      `requests are kept for ${retention}, and the monitor ${name} looks back ${formatDuration(needed)}`,
      value('endpoints', endpointName, 'logger', 'retention'),
      { suggestion: `Keep them for ${formatDuration(needed)} at least.` },
    )
  }
}
