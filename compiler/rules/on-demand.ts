import { entries, type Rule } from './context.js'

/** Part of the language, but computed by no platform yet: refused, so that no model silently lacks them. */
export const onDemand: Rule = ({ spec, report, key }) => {
  for (const [name, view] of entries(spec.featureViews)) {
    if (Object.keys(view.onDemand ?? {}).length === 0) continue
    report.error('AF6100', 'onDemand features are not computed yet', key('featureViews', name, 'onDemand'), {
      suggestion: 'Compute the value in the caller, and list it in request.',
    })
  }
}
