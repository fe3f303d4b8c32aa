import type { FactoryStatus, PastRevision } from '../../schema/crds/factory.js'
import { canonicalJson } from '../../schema/digest.js'
import { type Condition, type Said, withConditions } from './conditions.js'
import type { InForceOutcome, Outcome } from './outcome.js'

const MOST_PAST = 10

export interface StatusContext {
  readonly before: FactoryStatus
  readonly generation: number
  /** The annotation that asks for a reconcile, to say that it was answered. */
  readonly requestedAt: string | undefined
  /** Where its webhook is taken, if it has one. */
  readonly webhookPath?: string
  /** Whether the repository could be read when it was last looked at. */
  readonly fetchError: string | undefined
  /** RFC 3339. */
  readonly now: string
}

/** What the status of a Factory says after an attempt. Equal attempts give equal statuses, so that nothing is written then. */
export function statusOf(outcome: Outcome, context: StatusContext): FactoryStatus {
  const { before, generation, requestedAt, now } = context
  return {
    ...before,
    ...fieldsOf(outcome, context),
    observedGeneration: generation,
    webhookPath: context.webhookPath,
    ...(requestedAt !== undefined && { lastHandledReconcileAt: requestedAt }),
    conditions: withConditions(before.conditions ?? [], [...saidOf(outcome), ...fetched(context.fetchError)], generation, now),
  }
}

/** What to send to the server so that it has this status: fields that went are null. Undefined where nothing differs. */
export function statusPatch(before: FactoryStatus, after: FactoryStatus): object | undefined {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof FactoryStatus>
  const changed = [...names].filter((name) => canonicalJson(before[name] ?? null) !== canonicalJson(after[name] ?? null))
  return changed.length === 0 ? undefined : Object.fromEntries(changed.map((name) => [name, after[name] ?? null]))
}

function fieldsOf(outcome: Outcome, { before, now }: StatusContext): Partial<FactoryStatus> {
  switch (outcome.kind) {
    case 'suspended':
    case 'waiting':
      return {}
    case 'invalid':
      return {
        attemptedRevision: outcome.revision.id,
        history: past(before.history, { revision: outcome.revision.id, at: now, outcome: 'failed', message: outcome.message }),
      }
    case 'failed':
      return {
        failures: (before.failures ?? 0) + 1,
        ...(outcome.inventory && { inventory: outcome.inventory, objects: outcome.inventory.length }),
        ...(outcome.revision && {
          attemptedRevision: outcome.revision.id,
          history: past(before.history, { revision: outcome.revision.id, at: now, outcome: 'failed', message: outcome.message }),
        }),
      }
    case 'in-force':
      return inForceFields(outcome, before, now)
  }
}

function inForceFields(outcome: InForceOutcome, before: FactoryStatus, now: string): Partial<FactoryStatus> {
  const { revision, digest, factory, target, inventory, written } = outcome
  const wrote = written.created + written.changed + written.deleted > 0
  const isNew = before.digest !== digest || before.revision === undefined || before.attemptedRevision !== revision.id
  return {
    revision: revision.id,
    attemptedRevision: revision.id,
    digest,
    factory,
    target: target ?? undefined,
    inventory,
    objects: inventory.length,
    failures: 0,
    ...(wrote && { lastAppliedAt: now }),
    ...(isNew && {
      history: past(before.history, { revision: revision.id, at: now, outcome: 'applied', message: revision.message, ...written }),
    }),
  }
}

/** The newest first. The same revision again with the same outcome changes nothing, so that failing in a loop writes nothing. */
function past(before: readonly PastRevision[] = [], entry: PastRevision): readonly PastRevision[] {
  const [last, ...rest] = before
  if (last?.revision !== entry.revision) return [entry, ...before].slice(0, MOST_PAST)
  if (last.outcome === entry.outcome && last.message === entry.message) return before
  return [{ ...entry, at: last.at }, ...rest]
}

function saidOf(outcome: Outcome): Said[] {
  switch (outcome.kind) {
    case 'suspended':
      return [
        { type: 'Ready', status: 'Unknown', reason: 'Suspended', message: 'suspended: what is in force stays, and nothing is looked at' },
      ]
    case 'waiting':
      return [
        { type: 'Ready', status: 'False', reason: outcome.reason, message: outcome.message },
        { type: 'Reconciling', status: 'True', reason: outcome.reason, message: outcome.message },
      ]
    case 'invalid':
      return [
        ready('CompileFailed', outcome.message),
        { type: 'Stalled', status: 'True', reason: 'CompileFailed', message: outcome.message },
      ]
    case 'failed': {
      const { reason, message, transient } = outcome
      return [ready(reason, message), { type: transient ? 'Reconciling' : 'Stalled', status: 'True', reason, message }]
    }
    case 'in-force':
      return inForceSaid(outcome)
  }
}

const ready = (reason: string, message: string): Said => ({ type: 'Ready', status: 'False', reason, message })

function inForceSaid({ revision, inventory, health, held, fights }: InForceOutcome): Said[] {
  const healthy = healthSaid(health)
  if (held !== undefined)
    return [ready('PruneHeld', held), { type: 'Stalled', status: 'True', reason: 'PruneHeld', message: held }, healthy]
  if (fights.length > 0) {
    const message = `others keep changing what git says: ${fights.join('; ')}`
    return [ready('Fighting', message), healthy]
  }
  if (healthy.status === 'False') return [ready('Unhealthy', healthy.message), healthy]
  const subject = revision.message === '' ? '' : ` "${revision.message.slice(0, 60)}"`
  const message = `${inventory.length} objects as in ${revision.id.slice(0, 10)}${subject}`
  return [{ type: 'Ready', status: 'True', reason: 'InForce', message }, healthy]
}

function healthSaid(all: InForceOutcome['health']): Said {
  const of = (...states: readonly string[]): string[] =>
    all.filter(({ health }) => states.includes(health.state)).map(({ name, health }) => `${name} ${health.message}`)
  const [failed, progressing] = [of('Failed'), of('InProgress', 'Terminating')]
  if (failed.length > 0) return { type: 'Healthy', status: 'False', reason: 'Failed', message: some(failed) }
  if (progressing.length > 0) return { type: 'Healthy', status: 'Unknown', reason: 'InProgress', message: some(progressing) }
  return { type: 'Healthy', status: 'True', reason: 'Current', message: `${all.length} objects are as asked` }
}

const some = (texts: readonly string[]): string =>
  texts.length > 3 ? `${texts.slice(0, 3).join('; ')}; and ${texts.length - 3} more` : texts.join('; ')

function fetched(error: string | undefined): Said[] {
  return error === undefined ? [] : [{ type: 'Fetched', status: 'False', reason: 'FetchFailed', message: error }]
}

export const readyOf = (conditions: readonly Condition[] | undefined): Condition | undefined =>
  conditions?.find(({ type }) => type === 'Ready')
