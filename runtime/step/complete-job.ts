import { dirname, join } from 'node:path'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { digestOf } from '../../schema/digest.js'
import type { ChampionRecord, JobStep, ModelManifest } from '../../schema/generated/jobs.js'
import { readIfThere } from './as-of.js'

/** What a step learns as it starts. */
export interface StepFacts {
  /** RFC 3339. */
  readonly asOf: string
  /** Places with the run's name filled in. */
  readonly places: JobStep['places']
  /** The version that serves, and its manifest. */
  readonly champion?: ChampionRecord & Pick<ModelManifest, 'inputs'>
  /** Time up to which a materialization has been done before, RFC 3339. */
  readonly until?: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The job of a step with the fields that only become known as it starts. It still has to be validated. */
export function completeJob(step: JobStep, facts: StepFacts): Record<string, unknown> {
  const job = { ...step.job, ...facts.places }
  switch (step.job.kind) {
    case 'ValidateData':
    case 'BuildDataset':
      return { ...job, asOf: facts.asOf }
    case 'Train':
      return { ...job, trainer: withSecrets(step, facts) }
    case 'Evaluate':
      // Without a champion there is nothing to compare with.
      return facts.champion ? { ...job, championDir: facts.champion.modelDir } : { ...job, comparisons: [] }
    case 'Materialize':
      return { ...job, from: facts.until ?? back(facts.asOf, step.lookbackMs ?? 0), to: facts.asOf }
    case 'Monitor':
      return { ...job, ...watched(step, facts) }
    default:
      return job
  }
}

function withSecrets({ job, secretEnv = [] }: JobStep, { env }: StepFacts): unknown {
  if (secretEnv.length === 0) return job.trainer
  const trainer = typeof job.trainer === 'object' ? job.trainer : {}
  const own = trainer && 'env' in trainer && typeof trainer.env === 'object' ? trainer.env : {}
  return { ...trainer, env: { ...own, ...Object.fromEntries(secretEnv.map((name) => [name, env[name] ?? ''])) } }
}

function watched({ windows }: JobStep, { asOf, champion }: StepFacts): Record<string, unknown> {
  if (windows === undefined || champion === undefined)
    throw new AIFactoryError('AF7010', 'a monitor needs its windows and a version that serves')
  const { logDir, currentMs, reference } = windows
  const { evaluationDir, datasetDir, version, inputs } = champion
  const end = reference && back(asOf, reference.offsetMs)
  return {
    asOf,
    version,
    columns: inputs.map(({ name, type }) => ({ name, type })),
    current: { logDir, from: back(asOf, currentMs), to: asOf },
    reference:
      reference && end
        ? { kind: 'window', evaluationDir, window: { logDir, from: back(end, reference.windowMs), to: end } }
        : { kind: 'training', datasetDir, evaluationDir },
  }
}

function back(time: string, millis: number): string {
  return new Date(Date.parse(time) - millis).toISOString()
}

/** The places of a step, with {run} replaced by the run's name. */
export function placesOf({ places }: JobStep, run: string | undefined): JobStep['places'] {
  const fill = (place: string): string => {
    if (!place.includes('{run}')) return place
    if (!run) throw new AIFactoryError('AF7011', 'the step belongs to a run, but AIFACTORY_RUN is not set')
    return place.replaceAll('{run}', run)
  }
  return { ...Object.fromEntries(Object.entries(places).map(([field, place]) => [field, fill(place)])), outputDir: fill(places.outputDir) }
}

/** The file that tells up to when some views have been materialized. */
export function cursorFile(onlineStore: string, views: unknown): string {
  return join(dirname(onlineStore), `until-${digestOf(views).slice(0, 16)}`)
}

export async function readUntil(onlineStore: string, views: unknown): Promise<string | undefined> {
  return readIfThere(cursorFile(onlineStore, views))
}
