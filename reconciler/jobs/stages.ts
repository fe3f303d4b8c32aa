import { evaluationNeeds } from '../../compiler/graph/evaluation-needs.js'
import type { LinkedModel, LinkedSource } from '../../compiler/graph/factory.js'
import { datasetIdentity, sourceIdentity } from '../../compiler/graph/identity.js'
import { stampView } from '../../compiler/graph/stamp-view.js'
import { digestOf } from '../../schema/digest.js'
import type { DatasetDefinition, TrainerSpec } from '../../schema/generated/jobs.js'
import type { JobRequest, UnplacedJob } from '../platforms/platform.js'

/**
 * The jobs of a training run. A key holds what a job depends on by content: definitions and the digests of files and
 * artifacts, never paths. So equal work has equal keys, wherever and whenever it is asked for.
 */
interface Snapshot {
  readonly baseDir: string
  /** Digest of the sources' files. */
  readonly data: string
  /** Milliseconds since the epoch; rows known later are not seen. */
  readonly asOf: number
  /** Further tries of a stage. */
  readonly retries?: number
}

/** The version of job code that keys hold, so that a change of what jobs write is not answered by old results. */
const JOBS_VERSION = 3

export function request(
  subject: string,
  identity: unknown,
  spec: UnplacedJob,
  limits: { retries?: number; timeoutMs?: number } = {},
): JobRequest {
  return {
    key: digestOf({ version: JOBS_VERSION, kind: spec.kind, identity }),
    subject,
    spec,
    retries: limits.retries ?? 1,
    timeoutMs: limits.timeoutMs,
  }
}

export function validateStage(source: LinkedSource, { baseDir, data, asOf, retries }: Snapshot): JobRequest {
  const { definition, expectations } = source
  return request(
    definition.name,
    { definition: sourceIdentity(definition), expectations, data, asOf },
    {
      kind: 'ValidateData',
      baseDir,
      asOf: iso(asOf),
      source: definition,
      expectations: [...expectations],
    },
    { retries },
  )
}

export function buildStage(model: LinkedModel, dataset: DatasetDefinition, { baseDir, data, asOf, retries }: Snapshot): JobRequest {
  const stamped = { ...dataset, views: dataset.views.map(stampView) }
  return request(
    dataset.name,
    { dataset: datasetIdentity(stamped), task: model.task, data, asOf },
    {
      kind: 'BuildDataset',
      baseDir,
      asOf: iso(asOf),
      task: model.task,
      dataset: stamped,
    },
    { retries },
  )
}

/** Where the code and the secrets of a trainer of the user's own are, once they are known. */
export interface TrainerPlace {
  readonly codeDir: string
  readonly codeDigest: string
  readonly env: Readonly<Record<string, string>>
}

export function trainStage(model: LinkedModel, dataset: { digest: string; dir: string }, place: TrainerPlace | undefined): JobRequest {
  const { trainer } = model
  const identity =
    trainer.runtime === 'tfjs'
      ? { runtime: 'tfjs', parameters: trainer.parameters }
      : { ...trainer, resources: undefined, code: place?.codeDigest }
  return request(
    model.name,
    { model: model.name, task: model.task, dataset: dataset.digest, trainer: identity },
    { kind: 'Train', model: model.name, task: model.task, datasetDir: dataset.dir, trainer: trainerSpec(model, place) },
    { retries: trainer.retries, timeoutMs: trainer.timeoutMs },
  )
}

function trainerSpec({ trainer }: LinkedModel, place: TrainerPlace | undefined): TrainerSpec {
  if (trainer.runtime === 'tfjs') return { runtime: 'tfjs', parameters: trainer.parameters }
  if (trainer.runtime === 'container' || !place) throw new Error(`the embedded platform does not run ${trainer.runtime} trainers`)
  const [program, ...args] = trainer.command
  if (program === undefined) throw new Error('a command has at least a program')
  return {
    runtime: 'command',
    command: [program, ...args],
    codeDir: place.codeDir,
    parameters: { ...trainer.parameters },
    env: { ...place.env },
    timeoutMs: trainer.timeoutMs,
  }
}

export function evaluateStage(
  model: LinkedModel,
  artifacts: {
    dataset: { digest: string; dir: string }
    model: { digest: string; dir: string }
    champion?: { digest: string; dir: string }
  },
  limits: Pick<Snapshot, 'retries'> = {},
): JobRequest {
  const needs = evaluationNeeds(model)
  const comparisons = artifacts.champion ? needs.comparisons : []
  const what = { ...needs, comparisons }
  const identity = {
    ...what,
    dataset: artifacts.dataset.digest,
    model: artifacts.model.digest,
    champion: comparisons.length ? artifacts.champion?.digest : undefined,
  }
  return request(
    model.name,
    identity,
    {
      kind: 'Evaluate',
      ...what,
      datasetDir: artifacts.dataset.dir,
      modelDir: artifacts.model.dir,
      ...(comparisons.length ? { championDir: artifacts.champion?.dir } : {}),
    },
    limits,
  )
}

const iso = (time: number): string => new Date(time).toISOString()
