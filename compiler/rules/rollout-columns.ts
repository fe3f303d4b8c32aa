import { suggestName } from '../diagnostics/did-you-mean.js'
import { correct } from '../fixes/fix.js'
import { inputNames, joinKeysOf } from '../graph/inputs.js'
import type { Span } from '../source/node.js'
import { entries, entry, items, type Rule } from './context.js'

/** Columns that a rollout names are sent by callers, or are inputs of the model; its metrics mean something for the model's task. */
export const rolloutColumns: Rule = ({ spec, report, key, value }) => {
  for (const [name, { model: modelName, rollout }] of entries(spec.endpoints)) {
    const model = entry(spec.models, modelName)
    const dataset = entry(spec.datasets, model?.dataset)
    if (rollout === undefined || model === undefined || dataset === undefined) continue
    const path = ['endpoints', name, 'rollout'] as const
    const check = (column: string, known: readonly string[], what: string, at: Span) => {
      if (known.includes(column)) return
      report.error('AF3020', `${what} "${column}"`, at, {
        suggestion: suggestName(column, known),
        related: [{ message: 'the dataset of its model', at: key('datasets', model.dataset) }],
        fixes: [correct(at, column, known)],
      })
    }
    const { input } = rollout.stickiness ?? {}
    if (input !== undefined) {
      check(
        input,
        [...(dataset.request ?? []), ...joinKeysOf(spec, dataset)],
        `callers of ${name} send no`,
        value(...path, 'stickiness', 'input'),
      )
    }
    for (const [analysis, { metrics }] of entries(rollout.analysis)) {
      for (const [index, { metric, by }] of items(metrics)) {
        const at = [...path, 'analysis', analysis, 'metrics', index] as const
        if (by !== undefined) check(by, inputNames(spec, dataset), `the model of ${name} has no input`, value(...at, 'by'))
        const classes = model.task.endsWith('_classification')
        if (metric === 'prediction_churn' && !classes)
          report.error('AF4194', 'prediction_churn is about classes, and this model predicts numbers', value(...at, 'metric'), {
            suggestion: 'Use prediction_difference.',
          })
        if (metric === 'prediction_difference' && model.task === 'multiclass_classification')
          report.error('AF4194', 'prediction_difference is about numbers, and this model predicts classes', value(...at, 'metric'), {
            suggestion: 'Use prediction_churn.',
          })
      }
    }
  }
}
