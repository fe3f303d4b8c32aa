import type { Factory, LinkedEndpoint, LinkedModel } from '../../../compiler/graph/factory.js'
import type { FactoryStatus } from '../../../schema/crds/factory.js'
import type { EndpointState } from '../../decide/rollout.js'
import type { TrainingState } from '../../decide/training.js'
import type { Store } from '../../store/store.js'

export type LiveStatus = Required<Pick<FactoryStatus, 'models' | 'endpoints' | 'summary'>>
type ModelStatus = LiveStatus['models'][number]
type EndpointStatus = LiveStatus['endpoints'][number]

/** What the models and endpoints of a factory do, for its custom resource: each apart, and in a line. */
export function liveStatus(factory: Factory, store: Pick<Store, 'document' | 'alias'>, urlOf: (endpoint: string) => string): LiveStatus {
  const models = Object.values(factory.models).map((model) => modelStatus(model, store))
  const endpoints = Object.values(factory.endpoints).map((endpoint) => endpointStatus(endpoint, store, urlOf(endpoint.name)))
  const summary = [...models.filter(({ state }) => state !== 'ready').map(modelWords), ...endpoints.map(endpointWords)].join('; ')
  return { models, endpoints, summary: summary.slice(0, 1000) }
}

function modelStatus(model: LinkedModel, store: Pick<Store, 'document' | 'alias'>): ModelStatus {
  const training = store.document<TrainingState>('training', model.name)
  const champion = store.alias(model.registeredModel, model.aliases.champion)
  const last = training?.history.at(-1)
  const known = { name: model.name, ...(champion !== undefined && { champion }) }
  if (training?.run) return { ...known, state: 'training', message: training.run.trigger.detail.slice(0, 4000) }
  if (last && last.outcome !== 'registered') return { ...known, state: last.outcome, message: last.message.slice(0, 4000) }
  if (training?.waiting !== undefined) return { ...known, state: 'waiting', message: training.waiting.slice(0, 4000) }
  return { ...known, state: champion === undefined ? 'pending' : 'ready' }
}

function endpointStatus(endpoint: LinkedEndpoint, store: Pick<Store, 'document'>, url: string): EndpointStatus {
  const { stable, rollout } = store.document<EndpointState>('endpoint', endpoint.name) ?? {}
  return {
    name: endpoint.name,
    url,
    ...(stable !== undefined && { version: stable }),
    ...(rollout && { candidate: rollout.version, weight: Math.round(rollout.weight * 100) }),
  }
}

const modelWords = ({ name, state }: ModelStatus): string => `${name} ${state}`

function endpointWords({ name, version, candidate, weight }: EndpointStatus): string {
  if (version === undefined) return `${name} waits for a version`
  return candidate === undefined ? `${name} v${version}` : `${name} v${version}, v${candidate} at ${weight}%`
}
