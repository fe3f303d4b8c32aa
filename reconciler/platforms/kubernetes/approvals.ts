import type { Factory } from '../../../compiler/graph/factory.js'
import { API_VERSION } from '../../../schema/crds/definition.js'
import type { RolloutResource } from '../../../schema/crds/rollout.js'
import type { EndpointState } from '../../decide/rollout.js'
import { rejectVersion } from '../../engine/training-controller.js'
import type { Store } from '../../store/store.js'
import type { ClusterApi } from './cluster-api.js'
import { rolloutName } from './projections.js'

/** Takes a person's word from the specs of Rollouts: each once, and only about the version that is on its way. */
export async function takeApprovals(api: ClusterApi, factory: Factory, store: Store): Promise<void> {
  const waiting = Object.values(factory.endpoints).filter(({ name }) => store.document<EndpointState>('endpoint', name)?.rollout)
  for (const endpoint of waiting) {
    const version = store.document<EndpointState>('endpoint', endpoint.name)?.rollout?.version
    const name = rolloutName(factory.name, endpoint.name)
    const rollout = await api.get({ apiVersion: API_VERSION, kind: 'Rollout', namespace: factory.platform.namespace, name })
    const { approvedVersion, abortVersion } = (rollout as unknown as RolloutResource | undefined)?.spec ?? {}
    const model = factory.models[endpoint.model]
    if (model && version !== undefined && abortVersion === version) {
      rejectVersion(model, version, 'a person aborted it', { store })
      continue
    }
    const taken = store.document<{ readonly version: number; readonly step: number }>('approval-taken', endpoint.name)
    const { paused, step } = store.document<EndpointState>('endpoint', endpoint.name)?.rollout ?? {}
    if (approvedVersion !== version || version === undefined || paused === undefined || step === undefined) continue
    if (taken?.version === version && taken.step === step) continue
    store.transaction(() => {
      store.putDocument('approval-taken', endpoint.name, { version, step })
      store.putDocument('approved', endpoint.name, true)
    })
  }
}
