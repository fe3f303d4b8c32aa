import { suggestName } from '../diagnostics/did-you-mean.js'
import { correct } from '../fixes/fix.js'
import { inputNames, PREDICTION } from '../graph/inputs.js'
import type { Span } from '../source/node.js'
import { entries, entry, items, type Rule } from './context.js'
import { expectationColumns } from './expectation-columns.js'
import { checkColumn, namesIn } from './expressions.js'

/** Outcomes are joined by columns of their source, and monitors look at columns that live traffic has. */
export const liveColumns: Rule = (context) => {
  const { spec } = context
  for (const [name, { groundTruth, model }] of entries(spec.endpoints)) {
    if (groundTruth === undefined) continue
    const { source, joinKey } = groundTruth
    for (const [index, column] of items(joinKey))
      checkColumn(context, source, column, context.value('endpoints', name, 'groundTruth', 'joinKey', index))
    const dataset = entry(spec.datasets, entry(spec.models, model)?.dataset)
    if (dataset === undefined || dataset.source === source) continue
    const { expression, column } = dataset.label
    const at = context.value('endpoints', name, 'groundTruth', 'source')
    for (const { name: word } of expression === undefined
      ? []
      : namesIn(context, expression, ['datasets', spec.models?.[model]?.dataset ?? '', 'label', 'expression']))
      if (context.columns.lacks(source, word, 'sql')) checkColumn(context, source, word, at)
    if (column !== undefined) checkColumn(context, source, column, at)
  }
  for (const [name, { endpoint: endpointName, drift, quality }] of entries(spec.monitors)) {
    const endpoint = entry(spec.endpoints, endpointName)
    const dataset = entry(spec.datasets, entry(spec.models, endpoint?.model)?.dataset)
    if (endpoint === undefined || dataset === undefined) continue
    const inputs = [...inputNames(spec, dataset), PREDICTION]
    const logged = [...inputs, ...(endpoint.groundTruth?.joinKey ?? [])]
    const check = (column: string, known: readonly string[], at: Span) => {
      if (known.includes(column)) return
      context.report.error('AF3020', `the model of ${endpointName} has no input "${column}"`, at, {
        suggestion: suggestName(column, known),
        related: [{ message: 'the dataset of its model', at: context.key('datasets', spec.models?.[endpoint.model]?.dataset ?? '') }],
        fixes: [correct(at, column, known)],
      })
    }
    drift?.forEach(({ column, columns }, index) => {
      const path = ['monitors', name, 'drift', index] as const
      if (column !== undefined) check(column, inputs, context.value(...path, 'column'))
      if (Array.isArray(columns)) for (const [place, item] of items(columns)) check(item, inputs, context.value(...path, 'columns', place))
    })
    quality?.forEach((expectation, index) => {
      for (const { column, path } of expectationColumns(expectation)) {
        check(column, logged, context.value('monitors', name, 'quality', index, ...path))
      }
      if (expectation.expect !== 'sql') return
      const path = ['monitors', name, 'quality', index, 'expression']
      for (const { name: word, ...range } of namesIn(context, expectation.expression, path)) {
        const known = logged.find((column) => column.toLowerCase() === word.toLowerCase()) ?? word
        check(known, logged, context.part(path, expectation.expression, range))
      }
    })
  }
}
