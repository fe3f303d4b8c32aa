import type { Factory, LinkedEndpoint } from '../../compiler/graph/factory.js'
import { type EndpointState, routeOf } from '../../reconciler/decide/rollout.js'
import type { Store } from '../../reconciler/store/store.js'
import { exampleRequest } from './example-request.js'
import { checkViews, stepViews } from './rollout-steps.js'
import type { EndpointView, TrafficShare } from './view-model.js'

/** One endpoint: who answers, what is on its way, and how to ask it. */
export function endpointView(
  endpoint: LinkedEndpoint,
  from: { store: Store; factory: Factory | undefined; url: string | undefined },
): EndpointView {
  const { store, factory, url } = from
  const state = store.document<EndpointState>('endpoint', endpoint.name) ?? {}
  const { rollout } = state
  const model = factory?.models[endpoint.model]
  const version = model && state.stable !== undefined ? store.version(model.registeredModel, state.stable) : undefined
  return {
    name: endpoint.name,
    description: endpoint.description ?? null,
    model: endpoint.model,
    url: url ?? null,
    champion: state.stable ?? null,
    previous: state.previous ?? null,
    traffic: trafficOf(state),
    strategy: endpoint.rollout.strategy,
    steps: stepViews(endpoint.rollout, rollout),
    rollout: rollout
      ? {
          version: rollout.version,
          champion: rollout.champion,
          startedAt: rollout.startedAt,
          stepSince: rollout.stepSince,
          paused: rollout.paused ?? null,
          message: rollout.message,
          checks: checkViews(endpoint.rollout, rollout),
        }
      : null,
    request: url && version ? exampleRequest(endpoint, { url, version, expectations: expectationsOf(endpoint, factory) }) : null,
  }
}

function trafficOf(state: EndpointState): TrafficShare[] {
  const route = routeOf(state)
  if (!route) return []
  const { canary, mirror, header } = route
  return [
    { version: route.primary, role: 'champion', share: 1 - (canary?.weight ?? 0), header: null },
    ...(canary ? [{ version: canary.version, role: 'canary' as const, share: canary.weight, header: null }] : []),
    ...(mirror ? [{ version: mirror.version, role: 'mirror' as const, share: mirror.share, header: null }] : []),
    ...(header ? [{ version: header.version, role: 'header' as const, share: 0, header: `${header.name}: ${header.value}` }] : []),
  ]
}

function expectationsOf(endpoint: LinkedEndpoint, factory: Factory | undefined) {
  const dataset = factory?.datasets[factory.models[endpoint.model]?.dataset ?? '']
  return factory?.sources[dataset?.source.name ?? '']?.expectations ?? []
}
