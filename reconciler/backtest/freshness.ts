import type { Freshness } from '../../schema/generated/backtest.js'
import type { TrainingState } from '../decide/training.js'
import type { FactoryEvent } from '../store/store.js'
import { ALERTS } from './counts.js'
import { round } from './round.js'
import type { EndpointTrace } from './simulate.js'

const DAY_MS = 86_400_000

/**
 * How old the models were that answered in [from, to), and for how long another one had been asked for in vain: from a monitor's word
 * (also one that a budget silenced) until another version came to serve.
 */
export function freshnessOf(options: {
  primaries: EndpointTrace['primaries']
  training: TrainingState
  events: readonly FactoryEvent[]
  to: number
  /** Whether a monitor of the endpoint may ask for retraining. */
  watched: boolean
}): Freshness {
  const { primaries, training, events, to, watched } = options
  const learnt = new Map(training.history.flatMap(({ version, asOf }) => (version === undefined ? [] : [[version, asOf] as const])))
  let area = 0
  let served = 0
  let oldest = 0
  let stale = 0
  const asked = events.filter(({ kind, facts }) => ALERTS.has(kind) && (facts?.retrain === true || facts?.refused === true))
  for (const [index, { at, version }] of primaries.entries()) {
    const until = primaries[index + 1]?.at ?? to
    const since = learnt.get(version) ?? at
    area += ((at - since + until - since) / 2) * (until - at)
    served += until - at
    oldest = Math.max(oldest, until - since)
    const first = asked.find((event) => event.at >= at && event.at < until)
    if (first) stale += until - first.at
  }
  return {
    meanAgeDays: round(served > 0 ? area / served / DAY_MS : 0, 2),
    maxAgeDays: round(oldest / DAY_MS, 2),
    staleDays: watched ? round(stale / DAY_MS, 2) : null,
  }
}
