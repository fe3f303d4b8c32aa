import type { LinkedModel } from '../../compiler/graph/factory.js'
import { nextTick } from '../../reconciler/decide/schedule.js'
import type { TrainingState } from '../../reconciler/decide/training.js'
import type { ModelVersion, Store } from '../../reconciler/store/store.js'
import type { Task } from '../../schema/generated/jobs.js'
import { higherIsBetter } from './metric-direction.js'
import type { MetricColumn, ModelView, VersionView } from './view-model.js'

const SHOWN_VERSIONS = 40
const SHOWN_METRICS = 3
/** Metrics that tell most about each task, first those that the page shows where nothing else is known. */
const TELLING: Readonly<Record<Task, readonly string[]>> = {
  binary_classification: ['roc_auc', 'brier'],
  multiclass_classification: ['accuracy', 'log_loss'],
  regression: ['rmse', 'r2'],
  forecasting: ['rmse', 'mape'],
  ranking: ['rmse', 'mae'],
}

/** One model: its versions, what they were held against, and when it is trained next. */
export function modelView(model: LinkedModel, store: Store, now: number): ModelView {
  const name = model.registeredModel
  const versions = store.versions(name).reverse()
  const training = store.document<TrainingState>('training', model.name)
  const last = training?.history.at(-1)
  const run = training?.run
  return {
    name: model.name,
    description: model.description ?? null,
    task: model.task,
    trainer: model.trainer.runtime,
    champion: store.alias(name, model.aliases.champion) ?? null,
    challenger: store.alias(name, model.aliases.challenger) ?? null,
    run: run ? { id: run.id, reason: run.trigger.reason, detail: run.trigger.detail, startedAt: run.startedAt } : null,
    waiting: training?.waiting ?? null,
    nextScheduled: model.retrain.schedule === undefined ? null : (nextTick(model.retrain.schedule, now) ?? null),
    failure: !run && last?.outcome === 'failed' ? { id: last.id, message: last.message, at: last.finishedAt } : null,
    metrics: metricColumns(model, versions),
    versions: versions.slice(0, SHOWN_VERSIONS).map(versionView),
    total: versions.length,
  }
}

/** The telling metrics and those of the gates, where any version has them. */
function metricColumns(model: LinkedModel, versions: readonly ModelVersion[]): MetricColumn[] {
  const gated = model.gates.metrics.filter(({ slice }) => !slice)
  const wanted = [...new Set([...TELLING[model.task], ...gated.map(({ metric }) => metric)])]
  const known = wanted.filter(
    (metric) => versions.length === 0 || versions.some(({ evaluation }) => evaluation.metrics[metric] !== undefined),
  )
  return known.slice(0, SHOWN_METRICS).map((metric) => ({
    name: metric,
    higherIsBetter: higherIsBetter(metric),
    min: gated.find((gate) => gate.metric === metric && gate.min !== undefined)?.min ?? null,
    max: gated.find((gate) => gate.metric === metric && gate.max !== undefined)?.max ?? null,
  }))
}

function versionView(version: ModelVersion): VersionView {
  return {
    version: version.version,
    createdAt: version.createdAt,
    trigger: version.trigger,
    state: version.state,
    reason: version.reason ?? null,
    rows: version.evaluation.rows,
    metrics: Object.fromEntries(
      Object.entries(version.evaluation.metrics).map(([metric, value]) => [metric, Number(value.toPrecision(6))]),
    ),
    verdict: version.gates.verdict,
    gates: version.gates.rows.map(({ gate, requirement, observed, verdict, severity }) => ({
      gate,
      requirement,
      observed,
      verdict,
      severity,
    })),
  }
}
