import { durationMillis } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, entry, type Rule } from './context.js'

/** Rows just before the test have no outcome yet when the test begins: a gap leaves them out. */
export const labelDelay: Rule = ({ spec, report, value, key }) => {
  for (const [name, { model, groundTruth }] of entries(spec.endpoints)) {
    const datasetName = entry(spec.models, model)?.dataset ?? ''
    const dataset = entry(spec.datasets, datasetName)
    const delay = groundTruth?.delay
    if (dataset === undefined || delay === undefined || (dataset.split?.by ?? 'time') !== 'time') continue
    // Knowledge times tell for each row when its outcome was there.
    if (entry(spec.sources, dataset.source)?.createdTimestampField !== undefined) continue
    const gap = dataset.split?.gap ?? DEFAULTS.Split.gap
    if (durationMillis(gap) >= durationMillis(delay)) continue
    const at = dataset.split?.gap ? value('datasets', datasetName, 'split', 'gap') : key('datasets', datasetName, 'split')
    report.warning('AF4127', `outcomes take ${delay}, and rows up to ${gap} before the test are learned from`, at, {
      suggestion: `Use split: { by: time, gap: ${delay} }, or say with createdTimestampField when rows became known.`,
      related: [{ message: 'the delay', at: value('endpoints', name, 'groundTruth', 'delay') }],
    })
  }
}
