import { fractionOf } from '../../schema/duration.js'
import { inputNames } from '../graph/inputs.js'
import { entries, items, type Rule } from './context.js'
import { servedDataset } from './input-types.js'

/** A false alarm in more than one of ten checks is no evidence. */
const TOLERATED = 0.1

/** Where many columns are tested, some are below any p-value by chance. */
export const manyTests: Rule = (context) => {
  const { spec, report, value } = context
  for (const [name, { endpoint, drift }] of entries(spec.monitors)) {
    const served = servedDataset(context, endpoint)
    for (const [index, { pValue, columns, correction = 'none', driftShare = 0 }] of items(drift)) {
      if (pValue === undefined || correction !== 'none' || fractionOf(driftShare) > 0) continue
      const all = served ? inputNames(spec, served.dataset).length + 1 : 1
      const tests = columns === '*' ? all : (columns?.length ?? 1)
      const alarms = 1 - (1 - pValue) ** tests
      if (tests < 2 || alarms <= TOLERATED) continue
      report.warning(
        'AF4089',
        `of ${tests} columns without drift, one is below ${pValue} in ${Math.round(alarms * 100)}% of all checks`,
        value('monitors', name, 'drift', index, 'pValue'),
        { suggestion: 'Add correction: bonferroni or benjamini_hochberg.' },
      )
    }
  }
}
