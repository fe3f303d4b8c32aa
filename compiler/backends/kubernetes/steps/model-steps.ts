import { evaluationNeeds, gateNeeds } from '../../../graph/evaluation-needs.js'
import type { Factory, LinkedModel } from '../../../graph/factory.js'
import { championRecord, type StagePlaces, WORKSPACE } from '../places.js'
import { DEFAULT_RESOURCES } from '../resources.js'
import { STEP_TIMEOUT, type Step } from './step.js'

/** Trains a model on its dataset. */
export function trainStep(factory: Factory, model: LinkedModel, places: StagePlaces): Step {
  const { trainer } = model
  const { images } = factory.platform
  const env = trainer.runtime === 'tfjs' ? {} : trainer.env
  const secretEnv = Object.keys(env).filter((name) => typeof env[name] !== 'string')
  return {
    name: 'train',
    contract: {
      job: { kind: 'Train', model: model.name, task: model.task, trainer: trainerOf(model) },
      places: { outputDir: places.model, checkpointDir: `${places.model}.checkpoints`, datasetDir: places.dataset },
      needs: [places.dataset],
      ...(secretEnv.length > 0 ? { secretEnv: secretEnv.sort() } : {}),
    },
    resources: trainer.resources,
    defaults: DEFAULT_RESOURCES.train,
    image: (trainer.resources.gpu ?? 0) > 0 ? (images.gpu ?? images.runtime) : images.runtime,
    env: Object.fromEntries(secretEnv.map((name) => [name, env[name] ?? ''])),
    timeoutMs: trainer.timeoutMs,
  }
}

function trainerOf({ name, trainer }: LinkedModel): Readonly<Record<string, unknown>> {
  if (trainer.runtime === 'tfjs') return { runtime: 'tfjs', parameters: trainer.parameters }
  if (trainer.runtime === 'container') throw new Error(`the trainer of ${name} is refused before it is rendered`)
  // Secrets are not written here: the step takes them from the container's environment.
  const env = Object.fromEntries(Object.entries(trainer.env).filter(([, value]) => typeof value === 'string'))
  return {
    runtime: 'command',
    command: trainer.command,
    codeDir: WORKSPACE,
    parameters: trainer.parameters,
    env,
    timeoutMs: trainer.timeoutMs,
  }
}

/** Measures a trained model, beside the version that serves where there is one. */
export function evaluateStep(factory: Factory, model: LinkedModel, places: StagePlaces): Step {
  const { comparisons } = gateNeeds(model.gates)
  return {
    name: 'evaluate',
    contract: {
      job: {
        kind: 'Evaluate',
        ...evaluationNeeds(model),
      },
      places: { outputDir: places.evaluation, datasetDir: places.dataset, modelDir: places.model },
      needs: [places.model],
      ...(comparisons.length > 0 ? { champion: championRecord(model.registeredModel, model.aliases.champion) } : {}),
    },
    resources: {},
    defaults: DEFAULT_RESOURCES.data,
    image: factory.platform.images.runtime,
    env: {},
    timeoutMs: STEP_TIMEOUT,
  }
}
