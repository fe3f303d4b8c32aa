import { durationMillis } from '../../schema/duration.js'
import { remove, rewrite } from '../fixes/fix.js'
import { entries, type Rule } from './context.js'

/** An aggregate has a window and something to aggregate, and no window reaches further back than values may be used. */
export const aggregates: Rule = ({ spec, report, key, value }) => {
  for (const [name, { ttl, features }] of entries(spec.featureViews)) {
    for (const [feature, { aggregate, column, expression, window }] of entries(features)) {
      const path = ['featureViews', name, 'features', feature] as const
      if (column !== undefined && expression !== undefined) {
        report.error('AF4003', `${feature} has a column and an expression`, key(...path, 'expression'), {
          suggestion: 'Keep one of them.',
          related: [{ message: 'the column', at: key(...path, 'column') }],
          fixes: [remove(key(...path, 'column'), 'column', 'unsafe'), remove(key(...path, 'expression'), 'expression', 'unsafe')],
        })
      }
      if (aggregate !== undefined && window === undefined) {
        report.error('AF4001', `${feature} aggregates over no window`, key(...path, 'aggregate'), {
          suggestion: 'Add a window, such as window: 7d.',
        })
      }
      if (aggregate === undefined && window !== undefined) {
        report.error('AF4001', `${feature} has a window but no aggregate`, key(...path, 'window'), {
          suggestion: 'Add an aggregate, such as aggregate: mean.',
          fixes: [remove(key(...path, 'window'), 'window', 'unsafe')],
        })
      }
      if (aggregate !== undefined && aggregate !== 'count' && column === undefined && expression === undefined) {
        report.error('AF4002', `${feature} does not say what the ${aggregate} is of`, key(...path, 'aggregate'), {
          suggestion: 'Add a column or an expression.',
        })
      }
      if (ttl !== undefined && window !== undefined && durationMillis(window) > durationMillis(ttl)) {
        report.error('AF4004', `the window ${window} of ${feature} is longer than the view's ttl ${ttl}`, value(...path, 'window'), {
          suggestion: 'Lengthen the ttl, or shorten the window.',
          related: [{ message: 'the ttl', at: value('featureViews', name, 'ttl') }],
          fixes: [rewrite(value('featureViews', name, 'ttl'), ttl, window, 'unsafe')],
        })
      }
    }
  }
}
