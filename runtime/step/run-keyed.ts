import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ArtifactStore } from '../../schema/artifact-store.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { JobError, JobOutcome, JobResult, JobSpec, KeyedJob } from '../../schema/generated/jobs.js'
import { validateJobOutcome, validateJobSpec, validateKeyedJob } from '../../schema/generated/jobs-validators.js'
import { readIfThere, replaceFile } from './as-of.js'
import { EXIT } from './run-step.js'

export interface KeyedContext {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Prints a line. */
  readonly emit: (line: unknown) => void
  /** Runs the job and writes result.json or error.json; gives the error, if any. */
  readonly execute: (job: JobSpec) => Promise<JobError | undefined>
}

/**
 * Runs a job of a cluster under its key and gives its exit status. The volume keeps the outcome of each key, so that a pod
 * that is made again, for whatever reason, answers with it at once. Two pods of one key, as there may be while a node is cut
 * off, work apart and leave one artifact.
 * @throws AIFactoryError AF7012 where the file is not what it must be.
 */
export async function runKeyed(path: string, context: KeyedContext): Promise<number> {
  const keyed: unknown = JSON.parse(await readFile(path, 'utf8'))
  if (!isKeyed(keyed))
    throw new AIFactoryError('AF7012', `${path} is not a valid job`, { detail: JSON.stringify(validateKeyedJob.errors?.slice(0, 3)) })
  const { key, root } = keyed
  const artifacts = new ArtifactStore(join(root, 'artifacts'))
  const record = join(root, 'jobs', key.slice(0, 2), `${key}.json`)
  const before = await readOutcome(record)
  if (before && (before.artifact === undefined || artifacts.has(before.artifact))) {
    context.emit(before)
    return EXIT.done
  }
  const folder = join(root, 'work', key.slice(0, 32))
  const outputDir = join(folder, `out-${context.env.HOSTNAME ?? process.pid}`)
  await rm(outputDir, { recursive: true, force: true })
  await mkdir(outputDir, { recursive: true })
  const error = await context.execute(complete(keyed, outputDir, folder, context.env))
  if (error) {
    context.emit({ type: 'outcome', key, error } satisfies JobOutcome)
    await rm(outputDir, { recursive: true, force: true })
    return error.retryable ? EXIT.retryable : EXIT.failed
  }
  const outcome = await keep(keyed, outputDir, artifacts)
  await mkdir(dirname(record), { recursive: true })
  await replaceFile(record, JSON.stringify(outcome))
  context.emit(outcome)
  await rm(folder, { recursive: true, force: true })
  return EXIT.done
}

/** The result leaves the folder before it is kept: it may hold times, and what is kept is known by its content. */
async function keep({ key, keeps }: KeyedJob, outputDir: string, artifacts: ArtifactStore): Promise<JobOutcome> {
  const path = join(outputDir, 'result.json')
  const result = JSON.parse(await readFile(path, 'utf8')) as JobResult
  await rm(path)
  if (!keeps) return { type: 'outcome', key, result }
  const { digest, files } = await artifacts.adoptFiles(outputDir)
  return { type: 'outcome', key, result, artifact: digest, files }
}

function complete({ job, secretEnv = [] }: KeyedJob, outputDir: string, folder: string, env: KeyedContext['env']): JobSpec {
  const places = job.kind === 'Train' ? { outputDir, checkpointDir: join(folder, 'checkpoint') } : { outputDir }
  const completed: unknown = { ...job, ...places, ...(secretEnv.length > 0 && { trainer: withSecrets(job.trainer, secretEnv, env) }) }
  if (!isJob(completed))
    throw new AIFactoryError('AF7012', 'the file does not make a valid job', {
      detail: JSON.stringify(validateJobSpec.errors?.slice(0, 3)),
    })
  return completed
}

function withSecrets(trainer: unknown, names: readonly string[], env: KeyedContext['env']): unknown {
  const given = typeof trainer === 'object' && trainer !== null ? trainer : {}
  const own = 'env' in given && typeof given.env === 'object' ? given.env : {}
  return { ...given, env: { ...own, ...Object.fromEntries(names.map((name) => [name, env[name] ?? ''])) } }
}

async function readOutcome(path: string): Promise<JobOutcome | undefined> {
  if (!existsSync(path)) return undefined
  const outcome: unknown = JSON.parse((await readIfThere(path)) ?? 'null')
  return isOutcome(outcome) ? outcome : undefined
}

const isKeyed = (value: unknown): value is KeyedJob => validateKeyedJob(value)
const isJob = (value: unknown): value is JobSpec => validateJobSpec(value)
const isOutcome = (value: unknown): value is JobOutcome => validateJobOutcome(value)
