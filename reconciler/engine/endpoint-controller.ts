import type { LinkedEndpoint, LinkedModel } from '../../compiler/graph/factory.js'
import type { AnalysisReport } from '../../schema/generated/jobs.js'
import { decideRollout, type EndpointState, type RolloutCommand, routeOf } from '../decide/rollout.js'
import { analyzeJob } from '../jobs/live.js'
import type { DesiredServer } from '../platforms/platform.js'
import type { ModelVersion } from '../store/store.js'
import type { EngineContext } from './context.js'
import { jobFailure } from './job-failure.js'
import { materializeOnline } from './online-features.js'
import { promoteVersion, rejectVersion } from './training-controller.js'

/** Brings the version that should serve to serve, step by step. True if anything changed. */
export async function reconcileEndpoint(endpoint: LinkedEndpoint, context: EngineContext): Promise<boolean> {
  const { store } = context
  const model = modelOf(endpoint, context)
  let changed = false
  let report: AnalysisReport | undefined
  for (;;) {
    const before = endpointState(endpoint.name, context)
    const approved = store.document<boolean>('approved', endpoint.name) ?? false
    const evidence = { candidate: candidateOf(model, context), replacement: replacementOf(before, model, context), report, approved }
    const decision = decideRollout(before, endpoint.rollout, evidence, context.now())
    store.transaction(() => {
      store.putDocument('endpoint', endpoint.name, decision.state)
      if (approved) store.putDocument('approved', endpoint.name, false)
      for (const command of decision.commands) record(command, endpoint, model, context)
      crown(model, decision.state.stable, context)
    })
    if (JSON.stringify(decision.state) !== JSON.stringify(before)) changed = true
    const live = await serve(endpoint, model, decision.state, context)
    const measure = decision.commands.find((command) => command.kind === 'measure')
    if (!measure || !live) return changed
    report = await analyse(measure, endpoint, model, context)
    if (!report) return changed
  }
}

export function endpointState(endpoint: string, { store }: Pick<EngineContext, 'store'>): EndpointState {
  return store.document<EndpointState>('endpoint', endpoint) ?? {}
}

export function modelOf(endpoint: LinkedEndpoint, context: Pick<EngineContext, 'factory'>): LinkedModel {
  const model = context.factory.models[endpoint.model]
  if (!model) throw new Error(`the endpoint ${endpoint.name} has no model`)
  return model
}

/** Takes an endpoint back to the version that served before, and rejects the one that serves, for good. */
export function rollBack(endpoint: LinkedEndpoint, reason: string, context: Pick<EngineContext, 'store' | 'factory' | 'emit'>): boolean {
  const { store } = context
  const state = endpointState(endpoint.name, context)
  const model = modelOf(endpoint, context)
  const { stable, previous } = state
  const target = previous === undefined ? undefined : store.version(model.registeredModel, previous)
  if (stable === undefined || !target || target.state === 'rejected') {
    context.emit({ kind: 'rollback_impossible', subject: endpoint.name, level: 'bad', message: `no version to roll back to (${reason})` })
    return false
  }
  rejectVersion(model, stable, reason, context)
  promoteVersion(model, target.version, context)
  store.putDocument('endpoint', endpoint.name, { stable: target.version } satisfies EndpointState)
  context.emit({
    kind: 'rolled_back',
    subject: endpoint.name,
    level: 'bad',
    message: `version ${stable} gave way to version ${target.version}: ${reason}`,
    facts: { version: stable, served: true, to: target.version },
  })
  return true
}

/** The version that should serve: one that is being tried, else the champion. */
function candidateOf(model: LinkedModel, { store }: EngineContext): number | undefined {
  const name = model.registeredModel
  const challenger = store.alias(name, model.aliases.challenger)
  if (challenger !== undefined && store.version(name, challenger)?.state === 'candidate') return challenger
  return store.alias(name, model.aliases.champion)
}

/** Where the version that answers was rejected since, by another endpoint: the champion, which answers in its place. */
function replacementOf({ stable }: EndpointState, model: LinkedModel, { store }: EngineContext): number | undefined {
  const name = model.registeredModel
  const stateOf = (version: number) => store.version(name, version)?.state
  if (stable === undefined || stateOf(stable) !== 'rejected') return undefined
  const champion = store.alias(name, model.aliases.champion)
  return champion === undefined || stateOf(champion) === 'rejected' ? undefined : champion
}

/** A candidate is champion once every endpoint of its model answers with it. */
function crown(model: LinkedModel, version: number | undefined, context: EngineContext): void {
  if (version === undefined || context.store.version(model.registeredModel, version)?.state !== 'candidate') return
  const endpoints = Object.values(context.factory.endpoints).filter((endpoint) => endpoint.model === model.name)
  if (endpoints.every(({ name }) => endpointState(name, context).stable === version)) promoteVersion(model, version, context)
}

function record(command: RolloutCommand, endpoint: LinkedEndpoint, model: LinkedModel, context: EngineContext): void {
  const subject = endpoint.name
  switch (command.kind) {
    case 'promote': {
      const over = command.previous === undefined ? 'the first to serve' : `in place of version ${command.previous}`
      context.emit({
        kind: 'promoted',
        subject,
        level: 'good',
        message: `version ${command.version}, ${over}`,
        facts: { version: command.version },
      })
      break
    }
    case 'replace':
      context.emit({
        kind: 'rolled_back',
        subject,
        level: 'bad',
        message: `version ${command.rejected} was rejected elsewhere and gave way to version ${command.version}`,
        facts: { version: command.rejected, served: true, to: command.version },
      })
      break
    case 'reject':
      rejectVersion(model, command.version, command.reason, context)
      context.emit({
        kind: 'rolled_back',
        subject,
        level: 'bad',
        message: `version ${command.version} is rejected: ${command.reason}`,
        facts: { version: command.version, served: false },
      })
      break
    case 'note':
      context.emit({
        kind: command.what,
        subject,
        level: command.what === 'paused' ? 'warn' : 'info',
        message: `version ${command.version}: ${command.message}`,
        facts: { version: command.version },
      })
      break
    case 'measure':
      break
  }
}

/** Makes the server serve what the state asks for. False while there is nothing to serve. */
async function serve(endpoint: LinkedEndpoint, model: LinkedModel, state: EndpointState, context: EngineContext): Promise<boolean> {
  const route = routeOf(state, endpoint.rollout)
  if (!route) return false
  const numbers = [route.primary, route.canary?.version, route.mirror?.version, route.header?.version, state.rollout?.version].filter(
    (version) => version !== undefined,
  )
  const versions = [...new Set(numbers)].map((number) => {
    const version = context.store.version(model.registeredModel, number)
    if (!version) throw new Error(`version ${number} of ${model.registeredModel} is not in the registry`)
    return version
  })
  const views = versions.flatMap((version) => version.serving.views)
  // Traffic goes where it should, also while features cannot be brought up to date.
  const features = await materializeOnline(views, context).catch((error: unknown) => ({ error }))
  const running = await context.platform.serve(desiredServer(endpoint, route, versions, context))
  context.reporter.served(endpoint.name, running)
  if (features) throw features.error
  return true
}

function desiredServer(
  endpoint: LinkedEndpoint,
  route: DesiredServer['route'],
  versions: readonly ModelVersion[],
  context: EngineContext,
): DesiredServer {
  const views = versions.flatMap((version) => version.serving.servedViews)
  const logColumns = versions.flatMap((version) => version.serving.logColumns)
  const { auth } = endpoint
  return {
    endpoint: endpoint.name,
    model: endpoint.model,
    port: endpoint.port,
    models: versions.map((version) => ({
      version: version.version,
      digest: version.modelSha256,
      dir: context.platform.artifactDir(version.artifacts.model),
    })),
    route,
    onlineStore: context.onlineStore,
    views: [...new Map(views.map((view) => [view.name, view])).values()],
    logColumns: [...new Map(logColumns.map((column) => [column.name, column])).values()],
    batching: endpoint.batching,
    timeoutMs: endpoint.timeoutMs,
    logger: { mode: endpoint.logger.mode, sampleRate: endpoint.logger.sampleRate, dir: context.inferenceLog(endpoint.name) },
    auth:
      auth.type === 'bearer' && auth.secretRef ? { type: 'bearer', tokenEnv: context.secretVariable(auth.secretRef) } : { type: 'none' },
    clock: { offsetMs: context.clockOffset() },
  }
}

async function analyse(
  command: Extract<RolloutCommand, { kind: 'measure' }>,
  endpoint: LinkedEndpoint,
  model: LinkedModel,
  context: EngineContext,
): Promise<AnalysisReport | undefined> {
  const version = context.store.version(model.registeredModel, command.version)
  if (!version) return undefined
  await context.platform.flushLog(endpoint.name)
  const { retries } = context.factory.pipeline
  const job = analyzeJob({ ...command, baseDir: context.baseDir, logDir: context.inferenceLog(endpoint.name), version, endpoint, retries })
  const done = await context.platform.run(job, context.reporter.progress)
  if (done.state === 'failed') throw jobFailure(done, `version ${command.version} could not be measured`)
  return done.result?.analysis
}
