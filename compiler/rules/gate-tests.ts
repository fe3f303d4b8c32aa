import { suggestName } from '../diagnostics/did-you-mean.js'
import { inputNames } from '../graph/inputs.js'
import type { Path } from '../source/node.js'
import { entries, entry, items, type Rule } from './context.js'

/** Gates that change inputs name inputs of the model, change something, and use the fields of what they expect. */
export const gateTests: Rule = ({ spec, report, key, value }) => {
  for (const [name, { dataset: datasetName, task, gates }] of entries(spec.models)) {
    const dataset = entry(spec.datasets, datasetName)
    const inputs = dataset === undefined ? undefined : inputNames(spec, dataset)
    const path = ['models', name, 'gates'] as const
    const known = (column: string, at: ReturnType<typeof value>) => {
      if (inputs === undefined || inputs.includes(column)) return
      report.error('AF3020', `the model ${name} has no input "${column}"`, at, { suggestion: suggestName(column, inputs) })
    }
    for (const [index, { metric, min, max }] of items(gates?.fairness)) {
      const at: Path = [...path, 'fairness', index]
      const ratio = metric.endsWith('_ratio')
      if (ratio && max !== undefined) report.error('AF4100', `${metric} is best at 1: it has a smallest value`, key(...at, 'max'))
      if (!ratio && min !== undefined) report.error('AF4100', `${metric} is best at 0: it has a largest value`, key(...at, 'min'))
    }
    for (const [index, { missing, noise }] of items(gates?.robustness)) {
      const at: Path = [...path, 'robustness', index]
      if (!missing && !noise)
        report.error('AF4101', 'nothing is missing and nothing is noisy', value(...at), { suggestion: 'Give missing or noise.' })
      for (const [place, column] of items(missing?.columns)) known(column, value(...at, 'missing', 'columns', place))
      for (const [place, column] of items(noise?.columns)) known(column, value(...at, 'noise', 'columns', place))
    }
    for (const [index, { expect, rows, where, change, by, min, max }] of items(gates?.behaviour)) {
      const at: Path = [...path, 'behaviour', index]
      for (const column of Object.keys(change ?? {})) known(column, key(...at, 'change', column))
      for (const [place, row] of items(rows)) for (const column of Object.keys(row)) known(column, key(...at, 'rows', place, column))
      if (rows && where) report.error('AF4102', 'where chooses held-out rows, and rows gives others', key(...at, 'where'))
      if (expect === 'between') {
        if (min === undefined && max === undefined)
          report.error('AF4102', 'between needs min, max or both', value(...at, 'expect'), { suggestion: 'Add min or max.' })
        if (by !== undefined) report.error('AF4102', 'by is for changes of the prediction', key(...at, 'by'))
      } else {
        if (!change)
          report.error('AF4101', `nothing changes, so a prediction that ${expect} is not tested`, value(...at), {
            suggestion: 'Add change.',
          })
        for (const field of ['min', 'max'] as const) {
          if ((field === 'min' ? min : max) !== undefined)
            report.error('AF4102', `${field} is for between`, key(...at, field), { suggestion: 'Use by, or expect: between.' })
        }
      }
      if (expect !== 'unchanged' && task === 'multiclass_classification')
        report.error('AF4102', `a class neither rises nor falls, so ${expect} means nothing`, value(...at, 'expect'), {
          suggestion: 'Use expect: unchanged.',
        })
    }
  }
}
