import { Gauge, Registry } from 'prom-client'
import { EVENT_KINDS } from '../../compiler/backends/prometheus/events.js'
import type { LinkedModel, LinkedMonitor } from '../../compiler/graph/factory.js'
import type { TrainingState } from '../../reconciler/decide/training.js'
import type { Revision } from '../../reconciler/source/revision-source.js'
import { ruleFailures, verdictsOf } from './rule-failures.js'
import type { StateSources } from './state.js'

/**
 * What the control plane knows, in the text format of Prometheus. Times are by the clock of the data, in seconds since 1970. Names
 * and labels are a contract with the rules of compiler/backends/prometheus, and are listed in docs/operations.md.
 */
export async function controlMetrics(sources: StateSources): Promise<string> {
  const registry = new Registry()
  const { store } = sources
  const factory = sources.factory()
  const gauge = gaugesOf(registry)
  gauge('aifactory_time_seconds', 'The clock of the data.', []).set(sources.now() / 1000)
  const revision = store.document<Revision>('revision', 'current')
  const info = gauge('aifactory_revision_info', 'The commit that is in force.', ['revision', 'target'])
  if (revision) info.set({ revision: revision.id, target: factory?.target ?? '' }, 1)
  // Zeros as well: a rule sees a rise from 0 to 1 only where the 0 was there before.
  const counts = store.eventCounts()
  const events = gauge('aifactory_events_total', 'Events by kind.', ['kind'])
  for (const kind of new Set([...EVENT_KINDS, ...Object.keys(counts)])) events.set({ kind }, counts[kind] ?? 0)
  const jobs = gauge('aifactory_jobs', 'Jobs by what they do and how they ended.', ['kind', 'state'])
  for (const kind of JOB_KINDS) jobs.set({ kind, state: 'failed' }, 0)
  for (const { kind, state } of store.jobs()) jobs.inc({ kind, state })
  modelMetrics(gauge, sources, Object.values(factory?.models ?? {}))
  monitorMetrics(gauge, sources, Object.values(factory?.monitors ?? {}))
  return registry.metrics()
}

const JOB_KINDS = ['ValidateData', 'BuildDataset', 'Train', 'Evaluate', 'Materialize', 'Monitor', 'Analyze']

type MakeGauge = (name: string, help: string, labelNames: readonly string[]) => Gauge

function gaugesOf(registry: Registry): MakeGauge {
  return (name, help, labelNames) => new Gauge({ name, help, labelNames, registers: [registry] })
}

function modelMetrics(gauge: MakeGauge, { store }: StateSources, models: readonly LinkedModel[]): void {
  const version = gauge('aifactory_model_version_info', 'Versions by alias, with the digest of the artifact and the run that made it.', [
    'model',
    'alias',
    'version',
    'digest',
    'run',
  ])
  const trained = gauge('aifactory_model_trained_timestamp_seconds', 'When the newest version was made.', ['model'])
  const failed = gauge('aifactory_model_training_failed', 'Whether the last training failed.', ['model'])
  const metric = gauge('aifactory_model_metric', 'Metrics on test rows of the version that serves.', ['model', 'metric'])
  for (const { name: model, registeredModel, aliases } of models) {
    const newest = store.versions(registeredModel).at(-1)
    if (newest) trained.set({ model }, newest.createdAt / 1000)
    const training = store.document<TrainingState>('training', model)
    failed.set({ model }, !training?.run && training?.history.at(-1)?.outcome === 'failed' ? 1 : 0)
    for (const alias of [aliases.champion, aliases.challenger]) {
      const number = store.alias(registeredModel, alias)
      const found = number === undefined ? undefined : store.version(registeredModel, number)
      if (!found) continue
      version.set({ model, alias, version: String(found.version), digest: found.digest, run: String(found.runId) }, 1)
      if (alias !== aliases.champion) continue
      for (const [name, value] of Object.entries(found.evaluation.metrics)) metric.set({ model, metric: name }, value)
    }
  }
}

function monitorMetrics(gauge: MakeGauge, { reports }: StateSources, monitors: readonly LinkedMonitor[]): void {
  const of = ['monitor', 'endpoint']
  const checked = gauge('aifactory_monitor_checked_timestamp_seconds', 'When a monitor last looked.', of)
  const rows = gauge('aifactory_monitor_rows', 'Rows that the last check looked at.', of)
  const failures = gauge('aifactory_monitor_rule_failures', 'Checks in a row in which a rule fired.', [...of, 'rule'])
  const verdict = gauge('aifactory_monitor_verdict', '1 for the verdict of the last check of a rule.', [...of, 'rule', 'verdict'])
  const ofColumn = [...of, 'rule', 'column', 'method']
  const drift = gauge('aifactory_monitor_drift', 'Statistic of a column under a rule at the last check.', ofColumn)
  const threshold = gauge('aifactory_monitor_drift_threshold', 'What the statistic is held against.', ofColumn)
  const performance = gauge('aifactory_monitor_performance', 'Metric on outcomes at the last check.', [...of, 'rule', 'metric'])
  for (const { name: monitor, endpoint } of monitors) {
    const history = reports(monitor)
    const latest = history.at(-1)
    if (!latest) continue
    const labels = { monitor, endpoint }
    checked.set(labels, Date.parse(latest.asOf) / 1000)
    rows.set(labels, latest.rows)
    for (const [rule, count] of Object.entries(ruleFailures(history))) failures.set({ ...labels, rule }, count)
    for (const [rule, said] of verdictsOf(latest))
      for (const one of VERDICTS) verdict.set({ ...labels, rule, verdict: one }, said === one ? 1 : 0)
    for (const { id: rule, columns } of latest.rules) {
      for (const { column, method, ...found } of columns) {
        if (found.statistic !== undefined) drift.set({ ...labels, rule, column, method }, found.statistic)
        if (found.threshold !== undefined) threshold.set({ ...labels, rule, column, method }, found.threshold)
      }
    }
    for (const { id: rule, metric, value } of latest.performance)
      if (value !== undefined) performance.set({ ...labels, rule, metric }, value)
  }
}

const VERDICTS = ['pass', 'fail', 'inconclusive', 'no-data'] as const

/** Whom to scrape on this machine, as Prometheus asks over HTTP: the control plane itself, and the servers that it has started. */
export function scrapeTargets(sources: StateSources, self: string): object[] {
  const factory = sources.factory()
  if (!factory) return []
  const servers = Object.entries(sources.servers()).map(([endpoint, url]) => ({
    targets: [new URL(url).host],
    labels: { factory: factory.name, component: 'serve', endpoint, model: factory.endpoints[endpoint]?.model ?? '' },
  }))
  return [{ targets: [self], labels: { factory: factory.name, component: 'control' } }, ...servers]
}
