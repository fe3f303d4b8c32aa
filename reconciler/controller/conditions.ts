import type { Condition } from '../../schema/crds/fields.js'

export type { Condition }

/** The conditions of a Factory. Ready: what git says is in force and nothing of it has failed. */
export type ConditionType = 'Ready' | 'Reconciling' | 'Stalled' | 'Healthy' | 'Fetched'

export interface Said {
  readonly type: ConditionType
  readonly status: Condition['status']
  readonly reason: string
  readonly message: string
}

const LONGEST_MESSAGE = 8_000
/** Those that are only there while they hold, as kstatus has them. */
const PASSING: readonly string[] = ['Stalled', 'Reconciling', 'Fetched'] satisfies ConditionType[]

/**
 * Conditions with what is said of them now. The time of a condition is when its status last changed; where nothing is said
 * anew it stays, so that saying the same twice gives the same. Those that only hold for a while go when they are not said.
 * @param now RFC 3339.
 */
export function withConditions(before: readonly Condition[], said: readonly Said[], generation: number, now: string): Condition[] {
  const types = new Set<string>(said.map(({ type }) => type))
  const made = said.map(({ type, status, reason, message }): Condition => {
    const old = before.find((condition) => condition.type === type)
    return {
      type,
      status,
      reason,
      message: message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}...` : message,
      observedGeneration: generation,
      lastTransitionTime: old?.status === status ? old.lastTransitionTime : now,
    }
  })
  const kept = before.filter(({ type }) => !types.has(type) && !PASSING.includes(type))
  return [...kept, ...made].sort((a, b) => (a.type < b.type ? -1 : 1))
}

export const conditionOf = (conditions: readonly Condition[] | undefined, type: ConditionType): Condition | undefined =>
  conditions?.find((condition) => condition.type === type)
