import { remove, swap } from '../fixes/fix.js'
import { boundOf } from '../graph/bound.js'
import { entries, items, type Rule, type RuleContext } from './context.js'
import { metricFacts } from './metric-ranges.js'

interface Limits {
  readonly metric?: string
  readonly min?: string | number
  readonly max?: string | number
}

/** Limits that nothing, or everything, satisfies are mistakes. */
export const limits: Rule = (context) => {
  const { spec } = context
  for (const [name, { expectations }] of entries(spec.sources)) {
    expectations?.forEach((expectation, index) => {
      if ('min' in expectation || 'max' in expectation) check(context, expectation as Limits, ['sources', name, 'expectations', index])
    })
  }
  for (const [name, { gates }] of entries(spec.models)) {
    for (const [index, gate] of items(gates?.metrics)) check(context, gate, ['models', name, 'gates', 'metrics', index])
    for (const [index, gate] of items(gates?.robustness)) check(context, gate, ['models', name, 'gates', 'robustness', index])
    for (const [index, { min, max }] of items(gates?.behaviour)) check(context, { min, max }, ['models', name, 'gates', 'behaviour', index])
  }
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    for (const [analysis, { metrics }] of entries(rollout?.analysis)) {
      for (const [index, metric] of items(metrics))
        check(context, metric, ['endpoints', name, 'rollout', 'analysis', analysis, 'metrics', index])
    }
  }
  for (const [name, { performance, quality }] of entries(spec.monitors)) {
    for (const [index, rule] of items(performance)) check(context, rule, ['monitors', name, 'performance', index])
    for (const [index, rule] of items(quality)) check(context, rule as Limits, ['monitors', name, 'quality', index])
  }
}

function check({ report, key, value }: RuleContext, { metric, min, max }: Limits, path: readonly (string | number)[]): void {
  const [least, most] = [min, max].map((limit) => (limit === undefined ? undefined : boundOf(limit)))
  if (least !== undefined && most !== undefined && least > most) {
    report.error('AF4010', `min ${min} is above max ${max}: nothing lies between`, value(...path, 'min'), {
      related: [{ message: 'the maximum', at: value(...path, 'max') }],
      fixes: [swap(value(...path, 'min'), value(...path, 'max'), 'Swap min and max')],
    })
    return
  }
  const facts = metric === undefined ? undefined : metricFacts(metric)
  if (facts === undefined) return
  const range = `${metric} lies between ${facts.least} and ${facts.most}`
    .replace('between -Infinity and', 'at or below')
    .replace(/between (\S+) and Infinity/, 'at or above $1')
  if (least !== undefined && least > facts.most) report.error('AF4011', `${range}: min ${min} is never reached`, value(...path, 'min'))
  if (most !== undefined && most < facts.least) report.error('AF4011', `${range}: max ${max} is never kept`, value(...path, 'max'))
  if (least !== undefined && least <= facts.least && facts.least !== Number.NEGATIVE_INFINITY) {
    report.warning('AF4012', `${range}: min ${min} is always reached`, value(...path, 'min'), {
      fixes: most === undefined ? [] : [remove(key(...path, 'min'), 'min', 'unsafe')],
    })
  }
  if (most !== undefined && most >= facts.most && facts.most !== Number.POSITIVE_INFINITY) {
    report.warning('AF4012', `${range}: max ${max} is always kept`, value(...path, 'max'), {
      fixes: least === undefined ? [] : [remove(key(...path, 'max'), 'max', 'unsafe')],
    })
  }
}
