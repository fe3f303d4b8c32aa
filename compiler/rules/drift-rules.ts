import { remove } from '../fixes/fix.js'
import { entries, type Rule } from './context.js'

/** Statistical tests, which have p-values. ks also has a distance, its statistic D. */
const TESTS = ['ks', 'chi_square']
/** Distances that are never above 1. */
const BOUNDED = ['ks', 'jensen_shannon', 'hellinger', 'l_infinity']

/** A drift rule asks for what its method gives. */
export const driftRules: Rule = ({ spec, report, key, value }) => {
  for (const [name, { drift }] of entries(spec.monitors)) {
    drift?.forEach(({ method, pValue, threshold, correction, driftShare, columns, column }, index) => {
      const path = ['monitors', name, 'drift', index] as const
      if (pValue !== undefined && !TESTS.includes(method)) {
        report.error('AF4023', `${method} is a distance and has no p-value`, key(...path, 'pValue'), {
          suggestion: 'Use threshold with it, or pValue with ks or chi_square.',
          related: [{ message: 'the method', at: value(...path, 'method') }],
        })
      }
      if (threshold !== undefined && method === 'chi_square') {
        report.error('AF4023', 'the chi-square statistic grows with the rows, so it has no fixed threshold', key(...path, 'threshold'), {
          suggestion: 'Use pValue.',
          related: [{ message: 'the method', at: value(...path, 'method') }],
        })
      }
      if (threshold !== undefined && correction !== undefined && correction !== 'none') {
        report.error('AF4024', `${correction} corrects p-values, and this rule has a threshold`, key(...path, 'correction'), {
          suggestion: 'Leave correction out.',
          related: [{ message: 'the threshold', at: key(...path, 'threshold') }],
          fixes: [remove(key(...path, 'correction'), 'correction', 'unsafe')],
        })
      }
      if (threshold !== undefined && threshold > 1 && BOUNDED.includes(method)) {
        report.error('AF4025', `${method} is never above 1, so this rule never fires`, value(...path, 'threshold'), {
          related: [{ message: 'the method', at: value(...path, 'method') }],
        })
      }
      const single = column !== undefined || (Array.isArray(columns) && columns.length === 1)
      if (driftShare !== undefined && single) {
        report.warning('AF4026', 'driftShare of one column says nothing', key(...path, 'driftShare'), {
          suggestion: 'Leave it out.',
          fixes: [remove(key(...path, 'driftShare'), 'driftShare', 'safe')],
        })
      }
    })
  }
}
