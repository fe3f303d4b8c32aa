import type { Factory, LinkedEndpoint, LinkedModel } from '../../compiler/graph/factory.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { waitsForApproval } from '../decide/gates.js'
import type { EndpointState } from '../decide/rollout.js'
import type { ModelVersion, Store } from '../store/store.js'
import { type OperatorRequest, WHOLE } from './request.js'

/** The objects that a person can name: model/late, endpoint/api, monitor/watch. */
export function objectsOf(factory: Factory): string[] {
  const { models, endpoints, monitors } = factory
  return [
    ...Object.keys(models).map((name) => `model/${name}`),
    ...Object.keys(endpoints).map((name) => `endpoint/${name}`),
    ...Object.keys(monitors).map((name) => `monitor/${name}`),
  ]
}

/**
 * The object that a person means: kind/name, or the name alone where one object has it.
 * @throws AIFactoryError AF8431 where there is none, or several.
 */
export function objectNamed(factory: Factory, name: string): string {
  const all = objectsOf(factory)
  const found = all.filter((object) => object === name || object.split('/')[1] === name)
  if (found.length === 1 && found[0] !== undefined) return found[0]
  throw new AIFactoryError('AF8431', found.length > 1 ? `${name} is ${found.join(' and ')}` : `there is no object ${name}`, {
    hint: found.length > 1 ? `Write ${found[0]}.` : `There is ${all.join(', ') || 'nothing yet'}.`,
  })
}

/**
 * Whether a request can be carried out as things are.
 * @throws AIFactoryError AF8431 for an object that is not there, AF8432 for what cannot be done with it, AF8433 for a person who may not.
 */
export function checkRequest(request: OperatorRequest, factory: Factory, store: Store): void {
  switch (request.kind) {
    case 'suspend':
    case 'resume':
      if (request.object !== WHOLE) objectNamed(factory, request.object)
      break
    case 'promote': {
      const model = modelNamed(factory, request.model)
      const version = versionNamed(store, model, request.version)
      if (version.rejectedBy === 'live') throw cannot(`${nameOf(version)} was rejected for good: ${version.reason}`, 'Train another.')
      if (version.state === 'rejected')
        throw cannot(`${nameOf(version)} did not pass its gates: ${version.reason}`, 'Change the gates in the file if they ask too much.')
      if (waits(version))
        throw cannot(`${nameOf(version)} waits for approval`, `Run: aifactory approve ${model.name} --version ${version.version}`)
      break
    }
    case 'rollback': {
      const state = stateOf(store, endpointNamed(factory, request.endpoint))
      if (!state.rollout && !goesBackTo(store, factory, request.endpoint)) {
        throw cannot(
          `${request.endpoint} has no version to go back to`,
          'Only the version that served before the last promotion is kept for that.',
        )
      }
      break
    }
    case 'continue':
      if (stateOf(store, endpointNamed(factory, request.endpoint)).rollout?.paused === undefined)
        throw cannot(`no rollout of ${request.endpoint} waits for a person`, `Run: aifactory why ${request.endpoint}`)
      break
    case 'approve': {
      const model = modelNamed(factory, request.model)
      const version = versionNamed(store, model, request.version)
      const approvers = model.gates.approval?.approvers ?? []
      if (!approvers.includes(request.by)) {
        throw new AIFactoryError('AF8433', `${request.by} is not asked to approve ${model.name}`, {
          hint: approvers.length > 0 ? `Its gates ask ${approvers.join(', ')}.` : 'Its gates ask nobody.',
        })
      }
      if (!waits(version))
        throw cannot(`${nameOf(version)} does not wait for approval: it is ${version.state}`, `Run: aifactory why ${model.name}`)
    }
  }
}

/** The version that served before, where it may serve again. */
export function goesBackTo(store: Store, factory: Factory, endpoint: string): number | undefined {
  const linked = endpointNamed(factory, endpoint)
  const { previous } = stateOf(store, linked)
  const model = factory.models[linked.model]
  const version = model && previous !== undefined ? store.version(model.registeredModel, previous) : undefined
  return version && version.state !== 'rejected' ? version.version : undefined
}

function modelNamed(factory: Factory, name: string): LinkedModel {
  const model = factory.models[name]
  if (model) return model
  throw new AIFactoryError('AF8431', `there is no model ${name}`, { hint: `There is ${Object.keys(factory.models).join(', ') || 'none'}.` })
}

function endpointNamed(factory: Factory, name: string): LinkedEndpoint {
  const endpoint = factory.endpoints[name]
  if (endpoint) return endpoint
  throw new AIFactoryError('AF8431', `there is no endpoint ${name}`, {
    hint: `There is ${Object.keys(factory.endpoints).join(', ') || 'none'}.`,
  })
}

function versionNamed(store: Store, { registeredModel }: LinkedModel, number: number): ModelVersion {
  const version = store.version(registeredModel, number)
  if (version) return version
  const newest = store.versions(registeredModel).at(-1)?.version
  throw new AIFactoryError('AF8431', `there is no version ${number} of ${registeredModel}`, {
    hint: newest === undefined ? 'None was trained yet.' : `The newest is ${newest}.`,
  })
}

const waits = ({ state, gates }: ModelVersion): boolean => state === 'candidate' && waitsForApproval(gates)
const stateOf = (store: Store, { name }: LinkedEndpoint): EndpointState => store.document<EndpointState>('endpoint', name) ?? {}
const nameOf = ({ model, version }: ModelVersion): string => `version ${version} of ${model}`
const cannot = (why: string, hint: string): AIFactoryError => new AIFactoryError('AF8432', why, { hint })
