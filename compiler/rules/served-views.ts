import { insert, rewrite } from '../fixes/fix.js'
import { usedFeatures } from '../graph/inputs.js'
import { entries, entry, type Rule } from './context.js'

/** Features of a model that is served are kept online, or every request would lack them. */
export const servedViews: Rule = ({ spec, report, key, value }) => {
  const reported = new Set<string>()
  for (const [name, { model }] of entries(spec.endpoints)) {
    const dataset = entry(spec.datasets, entry(spec.models, model)?.dataset)
    if (dataset === undefined) continue
    for (const { view } of usedFeatures(spec, dataset)) {
      if (entry(spec.featureViews, view)?.online || reported.has(view)) continue
      reported.add(view)
      report.error('AF4038', `${name} serves features of ${view}, which is not online`, key('featureViews', view), {
        suggestion: `Set online: true on ${view}.`,
        related: [{ message: 'the endpoint', at: value('endpoints', name, 'model') }],
        fixes: [
          rewrite(value('featureViews', view, 'online'), 'false', 'true', 'unsafe') ??
            insert(value('featureViews', view), 'online', 'true', 'unsafe'),
        ],
      })
    }
  }
}
