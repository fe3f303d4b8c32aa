import { PREDICTION } from '../graph/inputs.js'
import { entries, items, type Rule } from './context.js'

/** An earlier version gets the same requests. */
export const rollbackOnDrift: Rule = ({ spec, report, value }) => {
  for (const [name, { drift }] of entries(spec.monitors)) {
    for (const [index, { column, columns, actions }] of items(drift)) {
      const place = actions?.indexOf('rollback') ?? -1
      const inputs = column === undefined ? columns === '*' || columns?.some((input) => input !== PREDICTION) : column !== PREDICTION
      if (place === -1 || !inputs) continue
      report.warning(
        'AF4095',
        'requests have changed, and an earlier version, trained on older data, will get the same ones',
        value('monitors', name, 'drift', index, 'actions', place),
        { suggestion: 'Use retrain, or roll back on performance or on drift of the prediction.' },
      )
    }
  }
}
