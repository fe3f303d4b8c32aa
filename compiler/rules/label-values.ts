import { entries, entry, type Rule } from './context.js'

/** What a label of each task can be made of; a class of a binary one must be a bool, or 0 and 1. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  binary_classification: ['bool', 'int64', 'float64'],
  multiclass_classification: ['string', 'int64', 'bool'],
  regression: ['float64', 'int64', 'bool'],
  forecasting: ['float64', 'int64', 'bool'],
  ranking: ['float64', 'int64', 'bool'],
}

/** A label whose type is not declared still has one, which the task must be able to learn. */
export const labelValues: Rule = ({ spec, report, columns, sql, value }) => {
  for (const [name, { task, dataset: datasetName }] of entries(spec.models)) {
    const dataset = entry(spec.datasets, datasetName)
    if (dataset === undefined || dataset.label.type !== undefined) continue
    const path = ['datasets', datasetName, 'label'] as const
    const { column, expression } = dataset.label
    const type = column === undefined ? sql.at([...path, 'expression'])?.type : columns.typeOf(dataset.source, column)
    if (type === undefined || FITTING[task]?.includes(type)) continue
    report.error('AF4058', `${task} cannot learn a label that is ${type}`, value(...path, column === undefined ? 'expression' : 'column'), {
      suggestion:
        task === 'binary_classification'
          ? `Say which value is the positive class, such as expression: "${column ?? expression} = 'yes'", type: bool.`
          : `Use a label that is ${FITTING[task]?.join(' or ')}, or another task.`,
      related: [{ message: 'the task', at: value('models', name, 'task') }],
    })
  }
}
