import { AIFactoryError } from '../../schema/diagnostic.js'
import { withApprovals } from '../decide/gates.js'
import type { EndpointState } from '../decide/rollout.js'
import type { EngineContext } from '../engine/context.js'
import { rollBack } from '../engine/endpoint-controller.js'
import { promoteVersion, rejectVersion } from '../engine/training-controller.js'
import type { ModelVersion } from '../store/store.js'
import { checkRequest, objectNamed } from './check-request.js'
import { type Approval, type OperatorRequest, type Suspension, WHOLE } from './request.js'

/** What carrying out a request needs: no platform, since nothing but the store changes; the engine does the rest. */
export type OperateContext = Pick<EngineContext, 'store' | 'factory' | 'now' | 'emit'>

/** Carries out a request, or tells why that cannot be done. Whichever it is, it is an event with the person's name. */
export function carryOut(request: OperatorRequest, context: OperateContext): void {
  try {
    checkRequest(request, context.factory, context.store)
  } catch (error) {
    if (!(error instanceof AIFactoryError)) throw error
    const message = `${request.kind} by ${request.by} is refused: ${error.code} ${error.message}`
    context.emit({ kind: 'request_refused', subject: subjectOf(request), level: 'warn', message, facts: { request: request.id } })
    return
  }
  act(request, context)
}

/** What the request is about, as events name it. */
export function subjectOf(request: OperatorRequest): string {
  if ('endpoint' in request) return request.endpoint
  if ('model' in request) return request.model
  return request.object === WHOLE ? WHOLE : (request.object.split('/')[1] ?? request.object)
}

function act(request: OperatorRequest, context: OperateContext): void {
  const { store } = context
  const why = `${request.by}${request.reason ? `: ${request.reason}` : ''}`
  switch (request.kind) {
    case 'suspend':
    case 'resume': {
      const object = request.object === WHOLE ? WHOLE : objectNamed(context.factory, request.object)
      const suspension: Suspension = { by: request.by, at: context.now(), reason: request.reason }
      store.putDocument('suspended', object, request.kind === 'suspend' ? suspension : null)
      tell(request, context, request.kind === 'suspend' ? 'suspended' : 'resumed', `by ${why}`)
      break
    }
    case 'promote':
      promote(request, context, why)
      break
    case 'rollback': {
      const endpoint = context.factory.endpoints[request.endpoint]
      if (endpoint && !abandonRollout(endpoint.name, `rolled back by ${why}`, context)) rollBack(endpoint, `rolled back by ${why}`, context)
      break
    }
    case 'continue':
      store.putDocument('approved', request.endpoint, true)
      tell(request, context, 'continued', `the rollout goes on by the word of ${why}`)
      break
    case 'approve':
      approve(request, context)
  }
}

/** Makes a version serve everywhere at once, whatever steps of a rollout are left. */
function promote(request: Extract<OperatorRequest, { kind: 'promote' }>, context: OperateContext, why: string): void {
  const { store, factory } = context
  const model = factory.models[request.model]
  if (!model) return
  for (const endpoint of Object.values(factory.endpoints).filter((candidate) => candidate.model === model.name)) {
    const { stable, previous } = store.document<EndpointState>('endpoint', endpoint.name) ?? {}
    const before = stable === request.version ? previous : stable
    store.putDocument('endpoint', endpoint.name, { stable: request.version, previous: before } satisfies EndpointState)
  }
  // A challenger that was on its way would take the place of what a person has just chosen.
  const challenger = store.alias(model.registeredModel, model.aliases.challenger)
  const rival = challenger === undefined || challenger === request.version ? undefined : store.version(model.registeredModel, challenger)
  if (rival) {
    store.putVersion({ ...rival, state: 'archived', reason: `version ${request.version} was promoted by ${why}` })
    store.setAlias(model.registeredModel, model.aliases.challenger, undefined)
  }
  promoteVersion(model, request.version, context)
  tell(request, context, 'promoted', `version ${request.version}, by ${why}`, { version: request.version })
}

/** Ends a rollout that is under way by rejecting what it brings; false where there is none. */
function abandonRollout(endpoint: string, reason: string, context: OperateContext): boolean {
  const { store, factory } = context
  const state = store.document<EndpointState>('endpoint', endpoint) ?? {}
  const model = factory.models[factory.endpoints[endpoint]?.model ?? '']
  if (!state.rollout || !model) return false
  const { version } = state.rollout
  rejectVersion(model, version, reason, context)
  store.putDocument('endpoint', endpoint, { stable: state.stable, previous: state.previous } satisfies EndpointState)
  const facts = { version, served: false }
  context.emit({ kind: 'rolled_back', subject: endpoint, level: 'bad', message: `version ${version} is rejected: ${reason}`, facts })
  return true
}

/** Records a person's word, and lets the version go on to its endpoints once enough have spoken. */
function approve(request: Extract<OperatorRequest, { kind: 'approve' }>, context: OperateContext): void {
  const { store, factory } = context
  const model = factory.models[request.model]
  const version = model && store.version(model.registeredModel, request.version)
  if (!model || !version) return
  const said = version.approvals ?? []
  const approval: Approval = { by: request.by, at: context.now(), reason: request.reason, signedBy: request.signature }
  const approvals = [...said.filter(({ by }) => by !== request.by), approval]
  const people = approvals.map(({ by }) => by)
  const gates = withApprovals(version.gates, model.gates, people)
  const next: ModelVersion = { ...version, approvals, gates, reason: gates.verdict === 'pass' ? undefined : version.reason }
  store.putVersion(next)
  tell(
    request,
    context,
    'approved',
    `version ${version.version}, by ${request.by}${request.signature ? ` (signed with ${request.signature})` : ''}`,
  )
  if (gates.verdict !== 'pass') return
  store.setAlias(model.registeredModel, model.aliases.challenger, version.version)
  context.emit({ kind: 'registered', subject: model.name, level: 'good', message: `version ${version.version} passed its gates` })
  if (!Object.values(factory.endpoints).some((endpoint) => endpoint.model === model.name)) promoteVersion(model, version.version, context)
}

function tell(
  request: OperatorRequest,
  context: OperateContext,
  kind: string,
  message: string,
  facts: Readonly<Record<string, string | number>> = {},
): void {
  context.emit({
    kind,
    subject: subjectOf(request),
    level: kind === 'suspended' ? 'warn' : 'info',
    message,
    facts: { ...facts, request: request.id },
  })
}
