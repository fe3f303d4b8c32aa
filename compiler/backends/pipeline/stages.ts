import { DEFAULTS } from '../../../schema/generated/aifactory-defaults.js'
import type { Factory, LinkedModel, LinkedResources } from '../../graph/factory.js'
import { nameOf } from '../kubernetes/names.js'
import type { Json, JsonMap } from '../kubernetes/object.js'
import type { StagePlaces } from '../kubernetes/places.js'
import { datasetStep, required, sourcesOf, validateStep } from '../kubernetes/steps/data-steps.js'
import { evaluateStep, trainStep } from '../kubernetes/steps/model-steps.js'
import type { Step } from '../kubernetes/steps/step.js'

/** One task of a pipeline: a step that `aifactory step` runs. */
export interface Stage {
  /** A DNS label, the same for every engine: train-late-arrival. */
  readonly id: string
  readonly kind: 'validate' | 'dataset' | 'train' | 'evaluate' | 'register'
  /** The source or the model that it is about. */
  readonly subject: string
  /** Ids of the stages that have to be done. */
  readonly after: readonly string[]
  /** What the step's file holds. Places are below the folder of the state, everything else below that of the factory. */
  readonly step: JsonMap
  /** Files and folders of the repository that it reads. */
  readonly reads: readonly string[]
  /** The folder that it writes, below the state. */
  readonly writes: string
  readonly retries: number
  readonly timeoutMs: number
  readonly resources: LinkedResources
  readonly image: string
  readonly queueName?: string
  /** Names of variables that hold secrets. */
  readonly secrets: readonly string[]
}

/** The stages of a model, in order: validations, dataset, training, evaluation, gates and registration. */
export function stagesOf(factory: Factory, model: LinkedModel, folder: (id: string) => string): Stage[] {
  const id = (kind: Stage['kind'], subject = model.name): string => nameOf([kind, subject])
  const places: StagePlaces = {
    validation: (source) => folder(id('validate', source)),
    dataset: folder(id('dataset')),
    model: folder(id('train')),
    evaluation: folder(id('evaluate')),
  }
  const sources = sourcesOf(factory, model)
  const data = sources.map((source) => dataPath(required(factory.sources, source).definition.path))
  const { trainer } = model
  const { retries } = factory.pipeline
  const stage = (kind: Stage['kind'], subject: string, after: readonly string[], step: Step, more: Partial<Stage> = {}): Stage => ({
    id: id(kind, subject),
    kind,
    subject,
    after,
    step: relative(step, model),
    reads: [],
    writes: String(step.contract.places.outputDir),
    retries,
    timeoutMs: step.timeoutMs,
    resources: step.resources,
    image: step.image,
    secrets: step.contract.secretEnv ?? [],
    ...more,
  })
  const validations = sources.map((source, index) =>
    stage('validate', source, [], validateStep(factory, source, places.validation(source)), { reads: data.slice(index, index + 1) }),
  )
  const dataset = stage(
    'dataset',
    model.name,
    validations.map((one) => one.id),
    datasetStep(factory, model, places),
    { reads: data },
  )
  const train = stage('train', model.name, [dataset.id], trainStep(factory, model, places), {
    reads: trainer.runtime === 'command' ? trainer.code : [],
    retries: trainer.retries,
    ...(trainer.queueName !== undefined && { queueName: trainer.queueName }),
  })
  const evaluate = stage('evaluate', model.name, [dataset.id, train.id], evaluateStep(factory, model, places))
  const registered: Stage = {
    ...evaluate,
    id: id('register'),
    kind: 'register',
    after: [evaluate.id],
    writes: folder(id('register')),
    step: registerStep(model, places, folder(id('register'))),
  }
  return [...validations, dataset, train, evaluate, registered]
}

function registerStep({ name, registeredModel, aliases, gates }: LinkedModel, places: StagePlaces, outputDir: string): JsonMap {
  const { dataset, model, evaluation } = places
  const register = {
    model: name,
    registeredModel,
    aliases,
    gates: gates as unknown as Json,
    places: { outputDir, datasetDir: dataset, modelDir: model, evaluationDir: evaluation },
  }
  return { register }
}

/** The contract of a step without the folders that a cluster has, and with what a cluster would see to: time and secrets. */
function relative({ contract, timeoutMs, env }: Step, { registeredModel, aliases }: LinkedModel): JsonMap {
  const { job, champion, ...rest } = contract
  const { baseDir, trainer, expectations, dataset, ...more } = job as JsonMap
  const own = trainer as JsonMap | undefined
  const secrets = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (typeof value === 'string' ? [] : [[name, { ...value.secretRef }]])),
  )
  return {
    ...(rest as JsonMap),
    job: {
      ...more,
      ...(baseDir !== undefined && { baseDir: '.' }),
      ...(expectations !== undefined && { expectations: (expectations as readonly JsonMap[]).map(({ actions: _, ...one }) => one) }),
      ...(dataset !== undefined && { dataset: withoutSchedules(dataset as JsonMap) }),
      ...(own !== undefined && { trainer: own.codeDir === undefined ? own : { ...own, codeDir: '.' } }),
    },
    ...(champion !== undefined && { champion: `registry/${registeredModel}/${aliases.champion}.json` }),
    ...(Object.keys(secrets).length > 0 && { secrets }),
    timeoutMs,
  }
}

/** When online values are computed has no part in a dataset. */
function withoutSchedules({ views, ...dataset }: JsonMap): JsonMap {
  return { ...dataset, views: (views as readonly JsonMap[]).map((view) => ({ ...view, schedule: DEFAULTS.FeatureView.schedule })) }
}

/** The file or the folder that holds all files of a source. */
export function dataPath(path: string): string {
  const parts = path.split('/')
  const pattern = parts.findIndex((part) => /[*?[{]/.test(part))
  return pattern < 0 ? path : parts.slice(0, pattern).join('/') || '.'
}
