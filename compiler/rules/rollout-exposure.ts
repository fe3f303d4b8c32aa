import { fractionOf } from '../../schema/duration.js'
import { entries, items, type Rule } from './context.js'

/** An analysis measures the new version on requests, so it gets some first. */
export const rolloutExposure: Rule = ({ spec, report, value }) => {
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    // A shadow sees all requests from the start.
    if (rollout?.strategy === 'shadow') continue
    for (const [index, { mirror, setWeight, setHeaderRoute, analysis }] of items(rollout?.steps)) {
      if (setHeaderRoute !== undefined || fractionOf(setWeight ?? mirror ?? 0) > 0) break
      if (analysis === undefined) continue
      report.error(
        'AF4066',
        `the analysis ${analysis} has nothing to measure: the new version gets no requests before it`,
        value('endpoints', name, 'rollout', 'steps', index, 'analysis'),
        { suggestion: 'Put { mirror: 100% } or a setWeight before it.' },
      )
    }
  }
}
