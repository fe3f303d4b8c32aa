import type { Factory } from '../../compiler/graph/factory.js'
import { digestOf } from '../../schema/digest.js'
import type { WorldState } from '../../schema/generated/plan.js'
import type { Knowledge } from './knowledge.js'

/** What a plan was made on, in digests: of all that could make it another plan, and nothing that only passes by, such as the time. */
export function worldState(known: Knowledge, inForce: { factory: Factory; revision: string } | undefined): WorldState {
  return {
    ...(inForce && { revision: inForce.revision, factory: digestOf(inForce.factory) }),
    models: digests(known.models, ({ training, champion, challenger }) => {
      const last = training?.history.at(-1)
      return {
        run: training?.run?.id,
        last: last && { id: last.id, outcome: last.outcome, hashes: last.hashes, data: last.data, checks: last.checks },
        pending: training?.pending.map(({ reason }) => reason),
        champion,
        challenger,
      }
    }),
    endpoints: digests(known.endpoints, ({ stable, previous, rollout }) => ({
      stable,
      previous,
      rollout: rollout && { version: rollout.version, step: rollout.step, paused: rollout.paused },
    })),
    data: { ...known.data },
  }
}

function digests<T>(map: Readonly<Record<string, T>>, of: (value: T) => unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, digestOf(of(value))]))
}

/** What differs between the world that a plan was made on and the one there is now, in words; empty where nothing does. */
export function worldChanges(then: WorldState, now: WorldState): string[] {
  const names = (part: 'models' | 'endpoints' | 'data', text: (name: string) => string) =>
    [...new Set([...Object.keys(then[part]), ...Object.keys(now[part])])]
      .sort()
      .filter((name) => then[part][name] !== now[part][name])
      .map(text)
  return [
    ...(then.revision === now.revision && then.factory === now.factory
      ? []
      : [`another revision is in force: ${shortRevision(now.revision)}, not ${shortRevision(then.revision)}`]),
    ...names('models', (name) => `model ${name} has been trained, promoted or rejected since`),
    ...names('endpoints', (name) => `endpoint ${name} serves or rolls out something else`),
    ...names('data', (name) => `the data of source ${name} changed`),
  ]
}

/** A commit by its first digits. */
export const shortRevision = (revision: string | undefined): string =>
  revision === undefined ? 'none' : revision.startsWith('working-tree:') ? revision.slice(0, 21) : revision.slice(0, 8)
