import { fractionOf } from '../../schema/duration.js'
import { remove } from '../fixes/fix.js'
import type { Span } from '../source/node.js'
import { entries, type Rule } from './context.js'

/** A canary's weights grow, an A/B test has one, and only a strategy that shifts traffic by share has any. */
export const rolloutWeights: Rule = ({ spec, report, value }) => {
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    let last = 0
    let before: Span | undefined
    rollout?.steps?.forEach(({ setWeight }, index) => {
      if (setWeight === undefined) return
      const at = value('endpoints', name, 'rollout', 'steps', index, 'setWeight')
      const all = rollout.strategy === 'blueGreen' && fractionOf(setWeight) === 1 && before === undefined
      if (!all && (rollout.strategy === 'shadow' || rollout.strategy === 'blueGreen')) {
        report.error('AF4017', `${rollout.strategy} shifts no traffic by weight`, at, {
          suggestion:
            rollout.strategy === 'shadow'
              ? 'Use strategy: canary, or leave setWeight out.'
              : 'Use { setWeight: 100% } once, or strategy: canary.',
          related: [{ message: 'the strategy', at: value('endpoints', name, 'rollout', 'strategy') }],
          fixes: [remove(value('endpoints', name, 'rollout', 'steps', index), 'the step', 'unsafe')],
        })
        return
      }
      if (rollout.strategy === 'ab' && before !== undefined) {
        report.error('AF4017', 'an A/B test keeps the share with which it began', at, {
          suggestion: 'Use strategy: canary to shift by steps.',
          related: [{ message: 'the share', at: before }],
        })
      }
      const weight = fractionOf(setWeight)
      if (weight <= last && (rollout.strategy ?? 'canary') === 'canary') {
        report.error('AF4016', `the weight ${setWeight} is not above that of the step before`, at, {
          suggestion: 'Let weights grow from step to step.',
          related: before === undefined ? [] : [{ message: 'the step before', at: before }],
        })
      }
      last = weight
      before = at
    })
  }
}
