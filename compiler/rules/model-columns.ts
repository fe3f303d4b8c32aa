import { usedFeatures } from '../graph/inputs.js'
import { entries, entry, items, type Rule } from './context.js'
import { checkColumn } from './expressions.js'

/** Slices, fairness groups and gates on slices name columns of the dataset's source, or features. */
export const modelColumns: Rule = (context) => {
  const { spec } = context
  for (const [name, { dataset: datasetName, evaluation, gates }] of entries(spec.models)) {
    const dataset = entry(spec.datasets, datasetName)
    if (dataset === undefined) continue
    const features = usedFeatures(spec, dataset).map((feature) => feature.name)
    const check = (column: string, at: ReturnType<typeof context.value>) => checkColumn(context, dataset.source, column, at, features)
    const path = ['models', name] as const
    for (const [index, column] of items(evaluation?.slices)) check(column, context.value(...path, 'evaluation', 'slices', index))
    for (const [index, { column }] of items(gates?.fairness)) check(column, context.value(...path, 'gates', 'fairness', index, 'column'))
    gates?.behaviour?.forEach(({ where }, index) => {
      for (const column of Object.keys(where ?? {})) check(column, context.key(...path, 'gates', 'behaviour', index, 'where', column))
    })
    gates?.metrics?.forEach(({ slice }, index) => {
      for (const column of Object.keys(slice ?? {})) check(column, context.key(...path, 'gates', 'metrics', index, 'slice', column))
    })
  }
}
