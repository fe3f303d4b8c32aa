import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ChampionRecord, JobError, JobSpec, JobStep, ModelManifest } from '../../schema/generated/jobs.js'
import { validateChampionRecord, validateJobSpec, validateJobStep, validateModelManifest } from '../../schema/generated/jobs-validators.js'
import { asOfStep, readIfThere, replaceFile } from './as-of.js'
import { completeJob, cursorFile, placesOf, readUntil, type StepFacts } from './complete-job.js'

/** Exit statuses, after sysexits.h where it has one. A cluster decides by them whether to try again. */
export const EXIT = { done: 0, failed: 1, retryable: 74, notYet: 75 } as const

export interface StepContext {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => number
  readonly log: (message: string) => void
  /** Runs the job and writes result.json or error.json; gives the error, if any. */
  readonly execute: (job: JobSpec) => Promise<JobError | undefined>
}

/**
 * Runs one step of a cluster and gives its exit status. A step that is done is not done again; one whose inputs are not
 * there yet says so at once, so that it holds no resources while it waits.
 * @throws AIFactoryError AF7011 to AF7013 where the step, or a file that it reads, is not what it must be.
 */
export async function runStep(path: string, context: StepContext): Promise<number> {
  const step: unknown = JSON.parse(await readFile(path, 'utf8'))
  if (!isStep(step))
    throw new AIFactoryError('AF7012', `${path} is not a valid step`, { detail: JSON.stringify(validateJobStep.errors?.slice(0, 3)) })
  const places = placesOf(step, context.env.AIFACTORY_RUN)
  if (isDone(places.outputDir)) {
    context.log('this has been done before; its result is kept')
    return EXIT.done
  }
  const missing = (step.needs ?? [])
    .map((place) => placesOf({ ...step, places: { outputDir: place } }, context.env.AIFACTORY_RUN).outputDir)
    .filter((dir) => !isDone(dir))
  if (missing.length > 0) {
    context.log(`waiting for ${missing.join(', ')}`)
    return EXIT.notYet
  }
  return complete(step, places, context)
}

async function complete(step: JobStep, places: JobStep['places'], context: StepContext): Promise<number> {
  const champion = step.champion === undefined ? undefined : await readChampion(step.champion)
  if (step.job.kind === 'Monitor' && champion === undefined) {
    context.log('no version serves yet, so there is nothing to watch')
    return EXIT.done
  }
  const needs = (step.needs ?? []).map((place) => place.replaceAll('{run}', context.env.AIFACTORY_RUN ?? ''))
  const asOf = await asOfStep(places.outputDir, needs, context.now)
  const { onlineStore } = places
  const until = onlineStore === undefined ? undefined : await readUntil(onlineStore, step.job.views)
  const facts: StepFacts = { asOf, places, champion, until, env: context.env }
  const job = completeJob(step, facts)
  if (!isJob(job))
    throw new AIFactoryError('AF7012', 'the step does not make a valid job', {
      detail: JSON.stringify(validateJobSpec.errors?.slice(0, 3)),
    })

  await rm(join(places.outputDir, 'error.json'), { force: true })
  const error = await context.execute(job)
  if (error !== undefined) {
    context.log([`${error.code}: ${error.message}`, error.detail, error.hint].filter(Boolean).join('\n'))
    return error.retryable ? EXIT.retryable : EXIT.failed
  }
  if (job.kind === 'Materialize') {
    const cursor = cursorFile(job.onlineStore, step.job.views)
    await mkdir(dirname(cursor), { recursive: true })
    await replaceFile(cursor, job.to)
  }
  return EXIT.done
}

function isDone(dir: string): boolean {
  return existsSync(join(dir, 'result.json'))
}

async function readChampion(path: string): Promise<StepFacts['champion']> {
  const text = await readIfThere(path)
  if (text === undefined) return undefined
  const record: unknown = JSON.parse(text)
  if (!isChampion(record))
    throw new AIFactoryError('AF7013', `${path} does not describe a version`, {
      detail: JSON.stringify(validateChampionRecord.errors?.slice(0, 3)),
    })
  const manifest: unknown = JSON.parse(await readFile(join(record.modelDir, 'model.json'), 'utf8'))
  if (!isManifest(manifest)) throw new AIFactoryError('AF7013', `${record.modelDir}/model.json is not a model's manifest`)
  return { ...record, inputs: manifest.inputs }
}

const isStep = (value: unknown): value is JobStep => validateJobStep(value)
const isJob = (value: unknown): value is JobSpec => validateJobSpec(value)
const isChampion = (value: unknown): value is ChampionRecord => validateChampionRecord(value)
const isManifest = (value: unknown): value is ModelManifest => validateModelManifest(value)
