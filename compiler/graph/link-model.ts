import { durationMillis } from '../../schema/duration.js'
import type { Budget, Model, Resources, Retrain, Trainer } from '../../schema/generated/aifactory.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import type { DatasetDefinition } from '../../schema/generated/jobs.js'
import type { LinkedBudget, LinkedModel, LinkedResources, LinkedRetrain, LinkedTrainer } from './factory.js'
import { linkGates } from './link-gates.js'
import { modelHashes } from './model-hashes.js'

export function linkModel(name: string, model: Model, dataset: DatasetDefinition): LinkedModel {
  const { description, task, modelCard } = model
  const parts = {
    task,
    trainer: linkTrainer(model.trainer),
    evaluation: { slices: [], ...DEFAULTS.Evaluation, ...model.evaluation },
    gates: linkGates(model.gates ?? {}),
  }
  return {
    name,
    ...(description !== undefined && { description }),
    dataset: model.dataset,
    registeredModel: model.registeredModel ?? name,
    ...parts,
    retrain: linkRetrain(model.retrain ?? {}),
    aliases: { ...DEFAULTS.Aliases, ...model.aliases },
    ...(modelCard && { modelCard }),
    hashes: modelHashes({ ...parts, dataset }),
  }
}

function linkTrainer(trainer: Trainer): LinkedTrainer {
  const { numNodes, spot, retries, timeout } = { ...DEFAULTS.TfjsTrainer, ...trainer }
  const shared = {
    resources: linkResources(trainer.resourcesPerNode ?? {}),
    numNodes,
    ...(trainer.queueName !== undefined && { queueName: trainer.queueName }),
    spot,
    retries,
    timeoutMs: durationMillis(timeout),
  }
  if (trainer.runtime === 'tfjs') {
    const parameters = { ...DEFAULTS.TfjsParameters, hidden: [...DEFAULTS.TfjsParameters.hidden], ...trainer.parameters }
    return { runtime: 'tfjs', parameters, ...shared }
  }
  const own = { parameters: trainer.parameters ?? {}, env: trainer.env ?? {}, ...shared }
  if (trainer.runtime === 'command') return { runtime: 'command', command: trainer.command, code: trainer.code ?? [], ...own }
  return { runtime: 'container', image: trainer.image, command: trainer.command ?? [], ...own }
}

export function linkResources({ cpu, memory, gpu, ephemeralStorage }: Resources): LinkedResources {
  return {
    ...(cpu !== undefined && { cpu: String(cpu) }),
    ...(memory !== undefined && { memory: String(memory) }),
    ...(gpu !== undefined && { gpu }),
    ...(ephemeralStorage !== undefined && { ephemeralStorage: String(ephemeralStorage) }),
  }
}

function linkRetrain(retrain: Retrain): LinkedRetrain {
  const { cooldown, budget, ...rest } = { ...DEFAULTS.Retrain, ...retrain }
  return { ...rest, ...(budget && { budget: linkBudget(budget) }), cooldownMs: durationMillis(cooldown) }
}

export function linkBudget({ runs, gpuHours, per }: Budget): LinkedBudget {
  return { ...(runs !== undefined && { runs }), ...(gpuHours !== undefined && { gpuHours }), perMs: durationMillis(per) }
}
