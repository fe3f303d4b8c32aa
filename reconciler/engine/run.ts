import type { Factory, LinkedModel, LinkedSource } from '../../compiler/graph/factory.js'
import { stampView } from '../../compiler/graph/stamp-view.js'
import type { DatasetDefinition, DataValidationReport, EvaluationReport, JobError, ModelManifest } from '../../schema/generated/jobs.js'
import { assessGates, type GateReport } from '../decide/gates.js'
import type { Run } from '../decide/training.js'
import { buildStage, evaluateStage, trainStage, validateStage } from '../jobs/stages.js'
import type { JobRequest } from '../platforms/platform.js'
import type { JobRecord, ModelVersion } from '../store/store.js'
import type { EngineContext } from './context.js'

export type RunOutcome =
  | { readonly kind: 'failed'; readonly error: JobError; readonly stage: string }
  | {
      readonly kind: 'evaluated'
      readonly artifacts: ModelVersion['artifacts']
      readonly inputs: ModelManifest['inputs']
      readonly serving: ModelVersion['serving']
      readonly evaluation: EvaluationReport
      readonly gates: GateReport
      readonly digest: string
      readonly modelSha256: string
      readonly seconds: number
    }

/**
 * All stages of one training run. Each stage is a job that is known by its key, so running this again after a crash passes
 * over what is done and goes on with what is not.
 */
export async function executeRun(run: Run, model: LinkedModel, data: string, context: EngineContext): Promise<RunOutcome> {
  const { factory, store } = context
  const dataset = factory.datasets[model.dataset]
  if (!dataset) throw new Error(`the model ${model.name} has no dataset`)
  const { retries } = factory.pipeline
  const snapshot = { baseDir: context.baseDir, data, asOf: run.asOf, retries }
  const job = (request: JobRequest): Promise<JobRecord> => context.platform.run(request, context.reporter.progress)

  const validations = new Map<string, DataValidationReport>()
  for (const name of sourcesOf(dataset)) {
    const source = factory.sources[name]
    if (!source) continue
    const validated = await job(validateStage(source, snapshot))
    if (validated.state === 'failed') return failed(validated, `validating ${name}`)
    const report = validated.result?.validation
    if (!report) return failed(validated, `validating ${name}`)
    validations.set(name, report)
    warn(report, context)
    if (!report.success) return { kind: 'failed', stage: `validating ${name}`, error: expectationError(report) }
  }

  const built = await job(buildStage(model, dataset, snapshot))
  if (built.state === 'failed' || !built.artifact) return failed(built, 'building features')
  const trained = await job(trainStage(model, at(context, built.artifact), await context.trainerPlace(model)))
  if (trained.state === 'failed' || !trained.artifact || !trained.result?.model) return failed(trained, 'training')

  const champion = store.alias(model.registeredModel, model.aliases.champion)
  const serving = champion === undefined ? undefined : store.version(model.registeredModel, champion)
  const rival = serving && serving.artifacts.model !== trained.artifact ? at(context, serving.artifacts.model) : undefined
  const evaluated = await job(
    evaluateStage(model, { dataset: at(context, built.artifact), model: at(context, trained.artifact), champion: rival }, { retries }),
  )
  const evaluation = evaluated.result?.evaluation
  if (evaluated.state === 'failed' || !evaluated.artifact || !evaluation) return failed(evaluated, 'evaluating')

  const manifest = trained.result.model
  return {
    kind: 'evaluated',
    artifacts: { dataset: built.artifact, model: trained.artifact, evaluation: evaluated.artifact },
    digest: trained.artifact,
    modelSha256: await context.platform.fileDigest(trained.artifact, 'model.onnx'),
    inputs: manifest.inputs,
    serving: servingNeeds(model, dataset, manifest, validations, context),
    evaluation,
    gates: assessGates(model.gates, { evaluation, hasChampion: rival !== undefined, approvals: [] }),
    seconds: ((trained.finishedAt ?? 0) - trained.startedAt) / 1000,
  }
}

/** The sources that a dataset is built from, each once. */
export function sourcesOf(dataset: DatasetDefinition): string[] {
  return [...new Set([dataset.source.name, ...dataset.views.map((view) => view.source.name)])]
}

/** The sources of a model's dataset. */
export function linkedSources(model: LinkedModel, factory: Factory): LinkedSource[] {
  const dataset = factory.datasets[model.dataset]
  return dataset ? sourcesOf(dataset).flatMap((name) => factory.sources[name] ?? []) : []
}

function servingNeeds(
  model: LinkedModel,
  dataset: DatasetDefinition,
  manifest: ModelManifest,
  validations: ReadonlyMap<string, DataValidationReport>,
  context: EngineContext,
): ModelVersion['serving'] {
  const columns = validations.get(dataset.source.name)?.columns ?? []
  const column = (name: string) => ({ name, type: columns.find((candidate) => candidate.name === name)?.type ?? ('string' as const) })
  const views = dataset.views.map(stampView)
  const known = new Set([
    ...manifest.inputs.filter((input) => input.from === 'request').map((input) => input.name),
    ...views.flatMap((view) => view.joinKeys),
  ])
  const truth = Object.values(context.factory.endpoints)
    .filter((endpoint) => endpoint.model === model.name)
    .flatMap((endpoint) => endpoint.groundTruth?.joinKey ?? [])
  return {
    views,
    servedViews: views.map((view) => ({
      name: view.name,
      joinKeys: view.joinKeys.map(column),
      ttlMs: view.ttlMs,
      features: view.features.map(({ name }) => name),
    })),
    logColumns: [...new Set(truth)].filter((name) => !known.has(name)).map(column),
  }
}

/** Tells of failed warnings, but only when other ones fail than the last time. */
function warn({ source, results }: DataValidationReport, { store, emit }: EngineContext): void {
  const failing = results.filter((result) => !result.success && result.expectation.severity === 'warn')
  const known = store.document<string>('warned', source) ?? '[]'
  const now = JSON.stringify(failing.map(({ expectation }) => expectation))
  if (now === known) return
  store.putDocument('warned', source, now)
  for (const { message } of failing) emit({ kind: 'data_quality', subject: source, level: 'warn', message })
}

function expectationError(report: DataValidationReport): JobError {
  const broken = report.results.filter((result) => !result.success && result.expectation.severity === 'error')
  const detail = broken
    .map((result) => [result.message, ...(result.sample ?? []).map((row) => `  ${JSON.stringify(row)}`)].join('\n'))
    .join('\n')
  return {
    code: 'AF7100',
    message: `${broken.length} of the expectations of source ${report.source} failed`,
    detail,
    hint: 'Mend the data, or change the expectation or its severity.',
  }
}

function failed(record: JobRecord, stage: string): RunOutcome {
  return { kind: 'failed', stage, error: record.error ?? { code: 'AF8017', message: 'the job ended without a result' } }
}

const at = (context: EngineContext, digest: string): { digest: string; dir: string } => ({
  digest,
  dir: context.platform.artifactDir(digest),
})
