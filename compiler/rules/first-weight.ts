import { fractionOf } from '../../schema/duration.js'
import { entries, items, type Rule } from './context.js'

/** The first share of a canary is small, or something was measured before. */
export const firstWeight: Rule = ({ spec, report, value }) => {
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    if ((rollout?.strategy ?? 'canary') !== 'canary') continue
    for (const [index, { setWeight, analysis }] of items(rollout?.steps)) {
      if (analysis !== undefined) break
      if (setWeight === undefined) continue
      if (fractionOf(setWeight) > 0.5) {
        report.warning(
          'AF4071',
          `${setWeight} of the requests go to a version of which nothing has been measured`,
          value('endpoints', name, 'rollout', 'steps', index, 'setWeight'),
          { suggestion: 'Begin with a small share, such as 5%, or with mirror and an analysis.' },
        )
      }
      break
    }
  }
}
