import { usedFeatures } from '../graph/inputs.js'
import type { Span } from '../source/node.js'
import { entries, entry, items, type Rule } from './context.js'
import { typeOfFeature } from './input-types.js'

const CONTINUOUS: readonly (string | undefined)[] = ['float64', 'timestamp']

/** Slices and groups are by columns of few values: almost every measured number is a value of its own. */
export const sliceColumns: Rule = (context) => {
  const { spec, report, columns, value } = context
  for (const [name, { dataset: datasetName, evaluation, gates }] of entries(spec.models)) {
    const dataset = entry(spec.datasets, datasetName)
    if (dataset === undefined) continue
    const features = new Map(usedFeatures(spec, dataset).map(({ view, name: feature }) => [feature, view]))
    const check = (column: string, at: Span, what: string) => {
      const view = features.get(column)
      const type = view === undefined ? columns.typeOf(dataset.source, column) : typeOfFeature(context, view, column)
      if (!CONTINUOUS.includes(type)) return
      report.warning('AF4064', `${column} is ${type}: nearly every row would be a ${what} of its own`, at, {
        suggestion: 'Use a column of few values, such as one that groups it into ranges.',
      })
    }
    for (const [index, column] of items(evaluation?.slices)) check(column, value('models', name, 'evaluation', 'slices', index), 'slice')
    for (const [index, { column }] of items(gates?.fairness))
      check(column, value('models', name, 'gates', 'fairness', index, 'column'), 'group')
  }
}
