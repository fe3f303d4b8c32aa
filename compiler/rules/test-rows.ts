import { durationMillis, fractionOf } from '../../schema/duration.js'
import type { Dataset } from '../../schema/generated/aifactory.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, entry, items, type Rule, type RuleContext } from './context.js'
import { historyOf } from './history-length.js'

/** A gate has as many held-out rows as it asks for: with fewer it is inconclusive, and nothing is promoted. */
export const testRows: Rule = (context) => {
  const { spec, report, value, key } = context
  for (const [name, { dataset: datasetName, gates }] of entries(spec.models)) {
    const dataset = entry(spec.datasets, datasetName)
    const rows = dataset && mostTestRows(context, dataset)
    if (rows === undefined) continue
    for (const [index, { metric, minSamples = DEFAULTS.MetricGate.minSamples, severity }] of items(gates?.metrics)) {
      if (minSamples <= rows || severity === 'warn') continue
      const path = ['models', name, 'gates', 'metrics', index] as const
      const given = gates?.metrics?.[index]?.minSamples !== undefined
      report.error(
        'AF4153',
        `${metric} is measured on at most ${rows} held-out rows, and the gate asks for ${minSamples}`,
        given ? value(...path, 'minSamples') : value(...path, 'metric'),
        {
          suggestion: 'Lower minSamples, hold more rows out, or bring more data.',
          related: [{ message: 'the dataset', at: key('datasets', datasetName) }],
        },
      )
    }
  }
}

/** Rows that may be held out: all rows of the window, whatever the filter leaves of them. */
function mostTestRows(context: RuleContext, { source, window, split }: Dataset): number | undefined {
  const rows = context.facts(source)?.rows
  if (rows === undefined) return undefined
  const history = historyOf(context, source)
  // Rows are not spread evenly, so a window is taken for all of them unless it is far shorter.
  const share = window === undefined || history === undefined || history === 0 ? 1 : Math.min(1, (3 * durationMillis(window)) / history)
  return Math.ceil(rows * share * fractionOf(split?.test ?? DEFAULTS.Split.test))
}
