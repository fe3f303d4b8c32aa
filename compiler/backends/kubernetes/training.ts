import type { Factory, LinkedModel } from '../../graph/factory.js'
import { cronJob } from './cron-job.js'
import { job } from './job.js'
import { hashOf } from './labels.js'
import type { KubernetesObject } from './object.js'
import { addressedPlaces, type StagePlaces, scheduledPlaces } from './places.js'
import { datasetStep, sourcesOf, validateStep } from './steps/data-steps.js'
import { evaluateStep, trainStep } from './steps/model-steps.js'
import { STEP_TIMEOUT, type Step } from './steps/step.js'

/** Longest time that a stage may take with all of its tries. */
const allTries = (step: Step, retries: number): number => step.timeoutMs * (retries + 1)

/**
 * A Job for each stage of each model. They may be applied at once: each waits for what it needs, so its deadline covers
 * the stages before it. Models that share a source or a dataset share its Job.
 */
export function stageJobs(factory: Factory): KubernetesObject[] {
  const { retries } = factory.pipeline
  const validation = STEP_TIMEOUT * (retries + 1)
  const validations = Object.keys(factory.sources).map((source) => {
    const hash = hashOf(factory, `source/${source}`)
    const step = validateStep(factory, source, placesOf(factory).validation(source))
    return job(factory, { component: 'validate', instance: source, hash, steps: [step], retries, deadlineMs: validation, spot: false })
  })
  const stages = Object.values(factory.models).map((model) => {
    const { trainer, hashes } = model
    const places = placesOf(factory, model)
    const [dataset, train, evaluate] = [
      datasetStep(factory, model, places),
      trainStep(factory, model, places),
      evaluateStep(factory, model, places),
    ]
    const built = validation + allTries(dataset, retries)
    const trained = built + allTries(train, trainer.retries)
    return [
      ...job(factory, {
        component: 'dataset',
        instance: model.dataset,
        hash: hashes.dataset,
        steps: [dataset],
        retries,
        deadlineMs: built,
        spot: false,
      }),
      ...job(factory, {
        component: 'train',
        instance: model.name,
        hash: hashes.train,
        steps: [train],
        retries: trainer.retries,
        deadlineMs: trained,
        spot: trainer.spot,
        queueName: trainer.queueName,
      }),
      ...job(factory, {
        component: 'evaluate',
        instance: model.name,
        hash: hashes.evaluate,
        steps: [evaluate],
        retries,
        deadlineMs: trained + allTries(evaluate, retries),
        spot: false,
      }),
    ]
  })
  return [...validations, ...stages].flat()
}

const NO_HASHES = { dataset: '', train: '', evaluate: '' }

function placesOf(factory: Factory, model?: LinkedModel): StagePlaces {
  return addressedPlaces(model?.hashes ?? NO_HASHES, (source) => hashOf(factory, `source/${source}`))
}

/** Training anew on a schedule, of one model or of all: every stage in one pod, one after another, on the data of that time. */
export function trainingSchedules(factory: Factory): KubernetesObject[] {
  return Object.values(factory.models).flatMap((model) => [
    ...(model.retrain.schedule === undefined ? [] : schedule(factory, model, 'retrain', model.retrain.schedule)),
    ...(factory.pipeline.schedule === undefined ? [] : schedule(factory, model, 'pipeline', factory.pipeline.schedule)),
  ])
}

function schedule(factory: Factory, model: LinkedModel, component: 'retrain' | 'pipeline', cron: string): KubernetesObject[] {
  const { trainer } = model
  const places = scheduledPlaces()
  const validations = sourcesOf(factory, model).map((source) => validateStep(factory, source, places.validation(source)))
  const steps = [
    ...validations,
    datasetStep(factory, model, places),
    trainStep(factory, model, places),
    evaluateStep(factory, model, places),
  ] as const
  const deadlineMs = steps.reduce((sum, step) => sum + allTries(step, trainer.retries), 0)
  const hash = model.hashes.evaluate
  return cronJob(factory, {
    component,
    instance: model.name,
    hash,
    schedule: cron,
    steps,
    retries: trainer.retries,
    deadlineMs,
    spot: trainer.spot,
    queueName: trainer.queueName,
  })
}
