import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, type Rule } from './context.js'

/** What is scaled by matters where there is something to scale. */
export const scaling: Rule = ({ spec, report, key }) => {
  for (const [name, endpoint] of entries(spec.endpoints)) {
    const { minReplicas = DEFAULTS.Endpoint.minReplicas, maxReplicas = DEFAULTS.Endpoint.maxReplicas } = endpoint
    if (minReplicas !== maxReplicas) continue
    for (const field of ['scaleMetric', 'scaleTarget'] as const) {
      if (endpoint[field] === undefined) continue
      report.warning('AF4147', `there are always ${maxReplicas} replicas, so ${field} has no effect`, key('endpoints', name, field), {
        suggestion: 'Raise maxReplicas, or leave it out.',
      })
    }
  }
}
