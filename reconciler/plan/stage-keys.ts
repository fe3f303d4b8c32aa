import type { Factory, LinkedModel } from '../../compiler/graph/factory.js'
import { digestOf } from '../../schema/digest.js'
import { sourcesOf } from '../engine/run.js'
import { buildStage, evaluateStage, trainStage, validateStage } from '../jobs/stages.js'
import type { Knowledge, PastJobs } from './knowledge.js'

export interface KnownStage {
  readonly stage: 'validate' | 'build' | 'train' | 'evaluate'
  readonly subject: string
  /** The job kind and the subject that its earlier runs are kept under. */
  readonly job: { readonly kind: string; readonly subject: string }
  /** Key of the result that is there already; undefined where the stage runs. */
  readonly key?: string
  /** Digest of what that result holds. */
  readonly artifact?: string
}

/** Digest of the files of a model's sources, as the engine makes it. */
export function dataOf(model: LinkedModel, factory: Factory, data: Knowledge['data']): string {
  const dataset = factory.datasets[model.dataset]
  return digestOf(dataset ? sourcesOf(dataset).map((name) => data[name]) : [])
}

/**
 * The stages of a run that sees what is known at asOf, with the keys of those whose results are there. The key of a stage
 * needs what the one before it gave, so after one that runs nothing is known. Without asOf, all run.
 */
export function stagesOf(model: LinkedModel, factory: Factory, asOf: number | undefined, known: Knowledge, past: PastJobs): KnownStage[] {
  const dataset = factory.datasets[model.dataset]
  if (!dataset) return []
  const snapshot = { baseDir: '', data: dataOf(model, factory, known.data), asOf: asOf ?? 0 }
  const found = (key: string) => (asOf === undefined ? undefined : past.get(key))
  const validations = sourcesOf(dataset).flatMap((name): KnownStage[] => {
    const source = factory.sources[name]
    if (!source) return []
    const job = found(validateStage(source, snapshot).key)
    return [{ stage: 'validate', subject: `source/${name}`, job: { kind: 'ValidateData', subject: name }, key: job?.key }]
  })
  const built = found(buildStage(model, dataset, snapshot).key)
  const trained = built?.artifact === undefined ? undefined : found(trainKey(model, built.artifact, known))
  const evaluated =
    trained?.artifact === undefined
      ? undefined
      : found(evaluateKey(model, { dataset: built?.artifact ?? '', model: trained.artifact }, known))
  const subject = `model/${model.name}`
  return [
    ...validations,
    { stage: 'build', subject: `dataset/${dataset.name}`, job: { kind: 'BuildDataset', subject: dataset.name }, key: built?.key },
    { stage: 'train', subject, job: { kind: 'Train', subject: model.name }, key: trained?.key, artifact: trained?.artifact },
    { stage: 'evaluate', subject, job: { kind: 'Evaluate', subject: model.name }, key: evaluated?.key },
  ]
}

function trainKey(model: LinkedModel, dataset: string, { code }: Knowledge): string {
  const codeDigest = code[model.name]
  // Where the code lies and what its secrets are is no part of a key.
  const place = codeDigest === undefined ? undefined : { codeDir: '', codeDigest, env: {} }
  return trainStage(model, { digest: dataset, dir: '' }, place).key
}

function evaluateKey(model: LinkedModel, artifacts: { dataset: string; model: string }, { models }: Knowledge): string {
  const champion = models[model.name]?.champion
  const rival = champion && champion.artifact !== artifacts.model ? { digest: champion.artifact, dir: '' } : undefined
  return evaluateStage(model, {
    dataset: { digest: artifacts.dataset, dir: '' },
    model: { digest: artifacts.model, dir: '' },
    champion: rival,
  }).key
}
