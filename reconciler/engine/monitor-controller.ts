import type { LinkedMonitor } from '../../compiler/graph/factory.js'
import type { DriftReport } from '../../schema/generated/jobs.js'
import { dueCheck, type MonitorReaction, type MonitorState, newMonitorState, reactToReport } from '../decide/monitoring.js'
import { monitorJob } from '../jobs/live.js'
import type { EngineContext } from './context.js'
import { endpointState, modelOf, rollBack } from './endpoint-controller.js'
import { askForTraining } from './training-controller.js'

/** Checks live traffic when a check is due, and acts on what it finds. True if anything changed. */
export async function reconcileMonitor(monitor: LinkedMonitor, context: EngineContext): Promise<boolean> {
  const { store } = context
  const stored = store.document<MonitorState>('monitor', monitor.name)
  const state = stored ?? newMonitorState(context.now())
  if (!stored) store.putDocument('monitor', monitor.name, state)
  const at = dueCheck(state, monitor, context.now())
  if (at === undefined) return false
  const endpoint = context.factory.endpoints[monitor.endpoint]
  if (!endpoint) throw new Error(`the monitor ${monitor.name} has no endpoint`)
  const { stable } = endpointState(endpoint.name, context)
  const version = stable === undefined ? undefined : store.version(modelOf(endpoint, context).registeredModel, stable)
  if (!version) {
    store.putDocument('monitor', monitor.name, { ...state, seen: at } satisfies MonitorState)
    return true
  }
  await context.platform.flushLog(endpoint.name)
  const job = monitorJob(monitor, {
    baseDir: context.baseDir,
    logDir: context.inferenceLog(endpoint.name),
    version,
    endpoint,
    at,
    retries: context.factory.pipeline.retries,
    datasetDir: context.platform.artifactDir(version.artifacts.dataset),
    evaluationDir: context.platform.artifactDir(version.artifacts.evaluation),
  })
  const done = await context.platform.run(job, context.reporter.progress)
  const report = done.result?.drift
  if (done.state === 'failed' || !report) {
    context.emit({
      kind: 'monitor_failed',
      subject: monitor.name,
      level: 'bad',
      message: done.error?.message ?? 'the check ended without a report',
    })
    store.putDocument('monitor', monitor.name, { ...state, seen: at } satisfies MonitorState)
    return true
  }
  store.transaction(() => act(monitor, state, report, at, context))
  return true
}

function act(monitor: LinkedMonitor, before: MonitorState, report: DriftReport, at: number, context: EngineContext): void {
  const { state, reactions } = reactToReport(before, monitor, report, at)
  context.store.putDocument('monitor', monitor.name, state)
  context.store.putReport(monitor.name, at, report)
  for (const reaction of reactions) carryOut(reaction, monitor, report, at, context)
}

function carryOut(reaction: MonitorReaction, monitor: LinkedMonitor, report: DriftReport, at: number, context: EngineContext): void {
  const endpoint = context.factory.endpoints[monitor.endpoint]
  if (!endpoint) return
  context.emit({
    kind: reaction.kind,
    subject: monitor.name,
    level: 'warn',
    message: `${reaction.message} -> ${reaction.actions.join(', ')}`,
    facts: { rule: reaction.rule, retrain: reaction.actions.includes('retrain'), refused: reaction.refused ?? false },
  })
  for (const action of reaction.actions) {
    if (action === 'retrain') {
      const reason = reaction.kind === 'decay' ? 'decay' : 'drift'
      askForTraining(context, endpoint.model, { reason, at, detail: `${monitor.name}: ${reaction.message}` })
    }
    // Another version may have come to serve during the check: what was found is not about that one.
    const current = endpointState(endpoint.name, context).stable === report.version
    if (action === 'rollback' && current) rollBack(endpoint, reaction.message, context)
  }
}
