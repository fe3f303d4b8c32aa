import { CONFIRM_PRUNE } from '../platforms/kubernetes/apply/policy.js'
import { confirmationFor, type PrunePlan } from '../platforms/kubernetes/apply/prune-plan.js'
import { idOf, nameOfId } from '../platforms/kubernetes/object-id.js'

const WHY = { serving: 'answers requests', data: 'holds data', limit: 'is more than may go at once' } as const

/** Why objects that are no longer in git are still there, and what to commit so that they go. */
export function heldText(held: PrunePlan['held']): string | undefined {
  if (held.length === 0) return undefined
  const named = held.slice(0, 5).map(({ object, why }) => `${nameOfId(idOf(object))} ${WHY[why]}`)
  const words = [...new Set(held.map(({ object }) => confirmationFor(object)))]
  const value = words.length > 8 ? '*' : words.join(', ')
  const more = held.length > named.length ? ` and ${held.length - named.length} more` : ''
  return `no longer in git, and kept: ${named.join('; ')}${more}. To let them go, commit metadata.annotations: { ${CONFIRM_PRUNE}: "${value}" }`
}
