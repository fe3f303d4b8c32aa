import type { Factory, LinkedModel } from '../../compiler/graph/factory.js'
import { mapValues } from './waive.js'

/** At night on the first of each month, UTC. */
export const MONTHLY = '0 3 1 * *'

/** What a policy is measured by: the same models, trained at the start and never again. */
export function neverRetrained(factory: Factory): Factory {
  return plainly(factory, undefined)
}

/** The same models, trained on the first of each month whatever the data say; each version serves at once. */
export function monthlyRetrained(factory: Factory): Factory {
  return plainly(factory, MONTHLY)
}

/** Without monitors, and without gates or rollouts that could hold a version back. */
function plainly(factory: Factory, schedule: string | undefined): Factory {
  return {
    ...factory,
    monitors: {},
    models: mapValues(factory.models, (model) => ({ ...model, gates: openGates(model), retrain: { ...UNASKED, schedule } })),
    endpoints: mapValues(factory.endpoints, (endpoint) => ({ ...endpoint, rollout: { ...endpoint.rollout, steps: [] } })),
  }
}

const UNASKED: LinkedModel['retrain'] = { onChange: false, onDrift: false, onDecay: false, onNewData: false, cooldownMs: 0 }

/** Metrics are measured all the same, by the same job. */
function openGates({ gates }: LinkedModel): LinkedModel['gates'] {
  return { metrics: gates.metrics.map((gate) => ({ ...gate, severity: 'warn' })), fairness: [] }
}
