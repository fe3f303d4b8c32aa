import { durationMillis, fractionOf } from '../../schema/duration.js'
import type { Budget, Gates, Model, Resources, Retrain, Trainer } from '../../schema/generated/aifactory.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import type { DatasetDefinition } from '../../schema/generated/jobs.js'
import type { LinkedBudget, LinkedGates, LinkedModel, LinkedResources, LinkedRetrain, LinkedTrainer } from './factory.js'
import { modelHashes } from './model-hashes.js'
import { quantityOf } from './quantity.js'

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

function linkGates({ metrics = [], fairness = [], latency, size, approval }: Gates): LinkedGates {
  return {
    metrics: metrics.map(({ confidence, ...gate }) => ({
      ...DEFAULTS.MetricGate,
      ...gate,
      ...(confidence !== undefined && { confidence: fractionOf(confidence) }),
    })),
    fairness: fairness.map((gate) => ({ ...DEFAULTS.FairnessGate, ...gate })),
    ...(latency && {
      latency: {
        ...(latency.p50 !== undefined && { p50Ms: durationMillis(latency.p50) }),
        ...(latency.p99 !== undefined && { p99Ms: durationMillis(latency.p99) }),
      },
    }),
    ...(size && { sizeBytes: quantityOf(size.max) }),
    ...(approval && { approval: { ...DEFAULTS['Gates.approval'], ...approval } }),
  }
}

function linkRetrain(retrain: Retrain): LinkedRetrain {
  const { cooldown, budget, ...rest } = { ...DEFAULTS.Retrain, ...retrain }
  return { ...rest, ...(budget && { budget: linkBudget(budget) }), cooldownMs: durationMillis(cooldown) }
}

export function linkBudget({ runs, gpuHours, per }: Budget): LinkedBudget {
  return { ...(runs !== undefined && { runs }), ...(gpuHours !== undefined && { gpuHours }), perMs: durationMillis(per) }
}
