import { entries, type Rule } from './context.js'

/** A canary without an analysis only delays what happens anyway. */
export const rolloutChecks: Rule = ({ spec, report, key, value }) => {
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    const steps = rollout?.steps ?? []
    const path = ['endpoints', name, 'rollout'] as const
    const waitsForPerson = steps.some(({ pause }) => typeof pause === 'object')
    if (steps.some(({ analysis }) => analysis !== undefined) || waitsForPerson) continue
    if (steps.length > 0) {
      report.warning('AF4067', `nothing is measured in this rollout, so every version passes it`, key(...path, 'steps'), {
        suggestion: 'Add a step { analysis: ... }, with limits on error_rate, latency_p99 or quality.',
      })
    } else if (rollout?.onFailure !== undefined) {
      report.warning('AF4076', 'a rollout without steps cannot fail, so onFailure does nothing', value(...path, 'onFailure'), {
        suggestion: 'Add steps, or leave it out.',
      })
    }
  }
}
