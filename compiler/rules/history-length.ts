import { durationMillis, formatDuration } from '../../schema/duration.js'
import { usedFeatures } from '../graph/inputs.js'
import { entries, entry, type Rule, type RuleContext } from './context.js'

/** The time that a source's events cover, in milliseconds. */
export function historyOf({ spec, facts }: RuleContext, source: string): number | undefined {
  const field = entry(spec.sources, source)?.timestampField
  const { least, most } = (field === undefined ? undefined : entry(facts(source)?.columns, field)) ?? {}
  return least === undefined || most === undefined ? undefined : most - least
}

/** Windows are not longer than what there is to look at. */
export const historyLength: Rule = (context) => {
  const { spec, report, value } = context
  const told = new Set<string>()
  for (const [name, dataset] of entries(spec.datasets)) {
    const history = historyOf(context, dataset.source)
    if (dataset.window !== undefined && history !== undefined && durationMillis(dataset.window) > history) {
      report.warning(
        'AF4151',
        `the data of ${dataset.source} covers ${formatDuration(history)}, so a window of ${dataset.window} leaves nothing out`,
        value('datasets', name, 'window'),
        { suggestion: 'Shorten it, or leave it out to use all of the data.' },
      )
    }
    for (const { view, name: feature, feature: definition } of usedFeatures(spec, dataset)) {
      const source = entry(spec.featureViews, view)?.source ?? ''
      const known = historyOf(context, source)
      if (
        known === undefined ||
        definition.window === undefined ||
        durationMillis(definition.window) < known ||
        told.has(`${view}:${feature}`)
      )
        continue
      told.add(`${view}:${feature}`)
      report.warning(
        'AF4152',
        `the data of ${source} covers ${formatDuration(known)}, so a window of ${definition.window} is never full`,
        value('featureViews', view, 'features', feature, 'window'),
        { suggestion: 'Shorten the window.' },
      )
    }
  }
}
