import { fractionOf } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { remove } from '../fixes/fix.js'
import { entries, type Rule } from './context.js'

/** A split leaves rows for each part, and has the fields that its kind uses. */
export const splits: Rule = ({ spec, report, key, value }) => {
  for (const [name, { split: given }] of entries(spec.datasets)) {
    if (given === undefined) continue
    const split = { ...DEFAULTS.Split, ...given }
    const path = ['datasets', name, 'split'] as const
    const [test, validation] = [fractionOf(split.test), fractionOf(split.validation)]
    if (test === 0)
      report.error('AF4008', 'no rows are held out, so nothing could be measured', value(...path, 'test'), {
        suggestion: 'Hold some out, such as test: 20%.',
      })
    if (test + validation >= 1) {
      report.error('AF4008', 'test and validation leave no rows to train on', key(...path), { suggestion: 'Make them smaller.' })
    }
    if (split.by === 'group' && split.column === undefined) {
      report.error('AF4009', 'a split by group needs a column', value(...path, 'by'), {
        suggestion: 'Add column: with the column whose values stay together.',
      })
    }
    if (split.by !== 'group' && given.column !== undefined) {
      report.error('AF4009', `a split by ${split.by} uses no column`, key(...path, 'column'), {
        suggestion: 'Use by: group, or leave column out.',
        fixes: [remove(key(...path, 'column'), 'column', 'unsafe')],
      })
    }
    if (split.by !== 'time' && given.gap !== undefined) {
      report.error('AF4009', `a split by ${split.by} has no gap in time`, key(...path, 'gap'), {
        suggestion: 'Use by: time, or leave gap out.',
        related: [{ message: 'the kind of split', at: value(...path, 'by') }],
        fixes: [remove(key(...path, 'gap'), 'gap', 'unsafe')],
      })
    }
  }
}
