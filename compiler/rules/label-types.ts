import { entries, entry, type Rule } from './context.js'

const FITTING: Readonly<Record<string, readonly string[]>> = {
  binary_classification: ['bool', 'int64', 'string'],
  multiclass_classification: ['string', 'int64', 'bool'],
  regression: ['float64', 'int64'],
  forecasting: ['float64', 'int64'],
  ranking: ['float64', 'int64'],
}

/** A label's declared type fits the task. */
export const labelTypes: Rule = ({ spec, report, value }) => {
  for (const [name, { task, dataset }] of entries(spec.models)) {
    const type = entry(spec.datasets, dataset)?.label.type
    if (type === undefined || FITTING[task]?.includes(type)) continue
    report.error('AF4014', `${task} cannot learn a label of type ${type}`, value('datasets', dataset, 'label', 'type'), {
      suggestion: `Use a label of type ${FITTING[task]?.join(' or ')}, or another task.`,
      related: [{ message: 'the task', at: value('models', name, 'task') }],
    })
  }
}
