import { durationMillis } from '../../schema/duration.js'
import { entries, type Rule } from './context.js'

/** The median of times is at most their 99th percentile. */
export const latencyGate: Rule = ({ spec, report, value }) => {
  for (const [name, { gates }] of entries(spec.models)) {
    const { p50, p99 } = gates?.latency ?? {}
    if (p50 === undefined || p99 === undefined || durationMillis(p50) < durationMillis(p99)) continue
    report.warning(
      'AF4134',
      `half of all predictions are below p99 of ${p99} anyway, so p50 of ${p50} checks nothing`,
      value('models', name, 'gates', 'latency', 'p50'),
      {
        suggestion: 'Give the median a limit below that of p99.',
      },
    )
  }
}
