import type { PolicyEvent } from '../../schema/generated/backtest.js'
import type { FinishedRun, TrainingState } from '../decide/training.js'
import type { FactoryEvent } from '../store/store.js'
import { ALERTS, isAborted, isRefused, isRolledBack } from './counts.js'

const OUTCOMES = { registered: 'trained', rejected: 'rejected', failed: 'failed' } as const

/** What a reader of a report wants to know of a policy's events, in order of time. */
export function policyEvents(events: readonly FactoryEvent[], training: TrainingState): PolicyEvent[] {
  const told = events.flatMap((event): Timed[] => {
    const kind = kindOf(event)
    if (!kind) return []
    const version = event.facts?.version
    return [{ time: event.at, kind, message: event.message, ...(typeof version === 'number' ? { version } : {}) }]
  })
  return [...told, ...training.history.map(ofRun)]
    .map((event, index) => ({ event, index }))
    .sort((a, b) => a.event.time - b.event.time || ORDER[a.event.kind] - ORDER[b.event.kind] || a.index - b.index)
    .map(({ event: { time, ...event } }) => ({ at: new Date(time).toISOString(), ...event }))
}

type Timed = Omit<PolicyEvent, 'at'> & { readonly time: number }

/** Of what happens at one time, what is asked comes before what is done. */
const ORDER: Readonly<Record<PolicyEvent['kind'], number>> = {
  alert: 0,
  refused: 1,
  failed: 2,
  rejected: 3,
  trained: 4,
  rolloutAborted: 5,
  rolledBack: 6,
  promoted: 7,
}

function kindOf(event: FactoryEvent): PolicyEvent['kind'] | undefined {
  if (isRefused(event)) return 'refused'
  if (ALERTS.has(event.kind)) return 'alert'
  if (isAborted(event)) return 'rolloutAborted'
  if (isRolledBack(event)) return 'rolledBack'
  return event.kind === 'promoted' ? 'promoted' : undefined
}

function ofRun({ startedAt, outcome, version, message, trigger }: FinishedRun): Timed {
  const said = outcome === 'registered' ? `${trigger.reason}: ${trigger.detail}` : `${trigger.reason}: ${message}`
  return { time: startedAt, kind: OUTCOMES[outcome], message: said, ...(version === undefined ? {} : { version }) }
}
