import { usedFeatures } from '../graph/inputs.js'
import { entries, type Rule } from './context.js'

/** Neighbours in time share their history: a test among them is easier than the future will be. */
export const randomSplit: Rule = ({ spec, report, value }) => {
  for (const [name, dataset] of entries(spec.datasets)) {
    if (dataset.split?.by !== 'random') continue
    const history = usedFeatures(spec, dataset).find(({ feature }) => feature.window !== undefined)
    if (history === undefined) continue
    report.warning(
      'AF4128',
      `rows of one time share ${history.name}, and are spread over training and test`,
      value('datasets', name, 'split', 'by'),
      { suggestion: 'Use by: time, which tests on later rows, as serving will.' },
    )
  }
}
