import { durationMillis, fractionOf } from '../../schema/duration.js'
import type { RolloutStep } from '../../schema/generated/aifactory.js'
import { entries, items, type Rule } from './context.js'

/** Each step of a rollout changes something. */
export const idleSteps: Rule = ({ spec, report, value }) => {
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    for (const [index, step] of items(rollout?.steps)) {
      const why = idle(step, rollout?.steps?.[index - 1])
      if (why) report.warning('AF4073', why, value('endpoints', name, 'rollout', 'steps', index), { suggestion: 'Leave the step out.' })
    }
  }
}

function idle({ mirror, setWeight, pause, analysis }: RolloutStep, before: RolloutStep | undefined): string | undefined {
  if (typeof pause === 'string' && durationMillis(pause) === 0) return 'a pause of no length'
  if (mirror !== undefined && fractionOf(mirror) === 0 && before?.mirror === undefined) return 'nothing is mirrored'
  if (setWeight !== undefined && fractionOf(setWeight) === 0) return 'no requests are shifted'
  if (analysis !== undefined && before?.analysis === analysis) return `the analysis ${analysis} has just been run`
  return undefined
}
