import { entries, items, type Rule } from './context.js'
import { metricFacts } from './metric-ranges.js'

/** A drop is measured against something, is more than noise, and is possible. */
export const performanceDrops: Rule = ({ spec, report, key, value }) => {
  for (const [name, { performance }] of entries(spec.monitors)) {
    for (const [index, { metric, dropVersus, by }] of items(performance)) {
      const path = ['monitors', name, 'performance', index] as const
      if ((dropVersus === undefined) !== (by === undefined)) {
        const given = by === undefined ? 'dropVersus' : 'by'
        report.error('AF4084', `${given} has no effect without ${by === undefined ? 'by' : 'dropVersus'}`, key(...path, given), {
          suggestion: by === undefined ? 'Say by how much, such as by: 0.05.' : 'Add dropVersus: baseline.',
        })
      }
      if (by === undefined || dropVersus === undefined) continue
      const { least, most } = metricFacts(metric) ?? { least: 0, most: Number.POSITIVE_INFINITY }
      if (by === 0) {
        report.warning('AF4085', `half of all checks see ${metric} a little below the baseline, by chance alone`, value(...path, 'by'), {
          suggestion: 'Allow a small drop, such as by: 0.02.',
        })
      } else if (by >= most - least) {
        report.error('AF4086', `${metric} cannot drop by ${by}: it lies between ${least} and ${most}`, value(...path, 'by'))
      }
    }
  }
}
