import type { Counts } from '../../schema/generated/backtest.js'
import type { TrainingState } from '../decide/training.js'
import type { FactoryEvent } from '../store/store.js'

/** Events of monitors that alert somebody, by what they are about. */
export const ALERTS: ReadonlySet<string> = new Set(['drift', 'decay', 'data_quality'])

/** What a policy's events and training runs come to for one endpoint. */
export function countEvents(events: readonly FactoryEvent[], training: TrainingState): Counts {
  const count = (matches: (event: FactoryEvent) => boolean): number => events.filter(matches).length
  const { history } = training
  const ended = (outcome: string): number => history.filter((run) => run.outcome === outcome).length
  return {
    alerts: count(({ kind }) => ALERTS.has(kind)),
    drift: count(({ kind }) => kind === 'drift'),
    decay: count(({ kind }) => kind === 'decay'),
    dataQuality: count(({ kind }) => kind === 'data_quality'),
    trainings: history.length,
    retrainings: history.filter(({ trigger }) => trigger.reason !== 'initial').length,
    registered: ended('registered'),
    rejectedByGates: ended('rejected'),
    failed: ended('failed'),
    promotions: count(({ kind }) => kind === 'promoted'),
    rolloutsAborted: count(isAborted),
    rollbacks: count(isRolledBack),
    waitsForCooldown: count(({ kind, facts }) => kind === 'waiting' && facts?.limit === 'cooldown'),
    refusedByBudget: count(isRefused),
  }
}

export const isAborted = ({ kind, facts }: FactoryEvent): boolean => kind === 'rolled_back' && facts?.served === false
export const isRolledBack = ({ kind, facts }: FactoryEvent): boolean => kind === 'rolled_back' && facts?.served === true
/** A model's budget that made a training wait, or a monitor's that kept it from asking. */
export const isRefused = ({ kind, facts }: FactoryEvent): boolean =>
  (kind === 'waiting' && facts?.limit === 'budget') || (ALERTS.has(kind) && facts?.refused === true)
