import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AIFactoryError } from '../schema/diagnostic.js'
import { diskFullError } from '../schema/disk-full.js'
import type { JobError, JobResult, JobSpec } from '../schema/generated/jobs.js'
import { validateJobSpec } from '../schema/generated/jobs-validators.js'
import type { JobContext } from './job-context.js'

/**
 * The program that runs jobs. `job SPEC.json` runs one and exits; `job --pool` (started with an IPC channel) runs one
 * after another as `{ spec: path }` messages arrive, so that short jobs do not pay for a start each.
 * `job --step STEP.json` runs a step of a cluster, whose job is completed as it starts; `job --keyed JOB.json`
 * runs a job that the control plane asks for there, once for its key.
 * Results go to outputDir/result.json, or outputDir/error.json with exit status 1.
 */
async function dispatch(job: JobSpec, context: JobContext): Promise<JobResult> {
  switch (job.kind) {
    case 'ValidateData':
      return (await import('./data/validate-data.js')).validateData(job, context)
    case 'BuildDataset':
      return (await import('./features/build-dataset.js')).buildDataset(job, context)
    case 'Materialize':
      return (await import('./features/materialize.js')).materialize(job, context)
    case 'Train':
      return (await import('./train/train.js')).train(job, context)
    case 'Evaluate':
      return (await import('./evaluate/evaluate.js')).evaluate(job, context)
    case 'Monitor':
      return (await import('./monitor/monitor.js')).monitor(job, context)
    case 'Analyze':
      return (await import('./monitor/analyze.js')).analyze(job, context)
    case 'SendTraffic':
      return (await import('./traffic/send-traffic.js')).sendTraffic(job, context)
    case 'BuildTraffic':
      return (await import('./offline/build-traffic.js')).buildTraffic(job, context)
    case 'Score':
      return (await import('./offline/score.js')).score(job, context)
    case 'MeasureServed':
      return (await import('./offline/measure-served.js')).measureServed(job, context)
    case 'Fingerprint':
      return (await import('./data/fingerprint.js')).fingerprintSources(job, context)
  }
}

async function runJob(specPath: string, emit: (line: unknown) => void, signal: AbortSignal): Promise<JobError | undefined> {
  const job: unknown = JSON.parse(await readFile(specPath, 'utf8'))
  if (!isJobSpec(job)) {
    throw new AIFactoryError('AF7000', `${specPath} is not a valid job spec`, {
      detail: JSON.stringify(validateJobSpec.errors?.slice(0, 3)),
    })
  }
  return execute(job, emit, signal)
}

async function execute(job: JobSpec, emit: (line: unknown) => void, signal: AbortSignal): Promise<JobError | undefined> {
  await mkdir(job.outputDir, { recursive: true })
  try {
    await keep(job, 'result.json', await dispatch(job, contextOf(emit, signal)))
    return undefined
  } catch (error) {
    const described = describe(error)
    await keep(job, 'error.json', described)
    return described
  }
}

/** Whole or not at all: a result that is there says that the job is done. */
async function keep({ outputDir }: JobSpec, name: string, value: JobResult | JobError): Promise<void> {
  const path = join(outputDir, name)
  await writeFile(`${path}.new`, JSON.stringify(value))
  await rename(`${path}.new`, path)
}

function isJobSpec(value: unknown): value is JobSpec {
  return validateJobSpec(value)
}

function contextOf(emit: (line: unknown) => void, signal: AbortSignal): JobContext {
  let last = 0
  return {
    signal,
    log: (message) => emit({ type: 'log', message }),
    progress(report) {
      const now = Date.now()
      if (now - last < 50 && report.done !== report.total) return
      last = now
      emit({ type: 'progress', ...report })
    },
  }
}

/** AF7999 marks a bug. Its stack says nothing to a user, so that it is shown only where it was asked for. */
function describe(thrown: unknown): JobError {
  const error = diskFullError(thrown) ?? thrown
  if (error instanceof AIFactoryError) {
    return { code: error.code, message: error.message, hint: error.hint, detail: error.detail, retryable: error.retryable }
  }
  return {
    code: 'AF7999',
    message: error instanceof Error ? error.message : String(error),
    hint: 'This is a bug in aifactory. Set AIFACTORY_DEBUG=1 to see where it happened.',
    detail: process.env.AIFACTORY_DEBUG && error instanceof Error ? error.stack : undefined,
  }
}

/** As on a laptop, the time of the data is the system's plus an offset, so that past data can be lived through again. */
const dataClock = (): number => Date.now() + Number(process.env.AIFACTORY_CLOCK_OFFSET_MS ?? 0)

const aborter = new AbortController()
process.on('SIGTERM', () => aborter.abort())

if (process.argv[2] === '--pool') {
  process.on('disconnect', () => process.exit(0))
  process.on('message', async (message: { spec: string }) => {
    // Also where not even the error can be written.
    const error = await runJob(message.spec, (line) => process.send?.({ line }), aborter.signal).catch(describe)
    process.send?.({ done: true, ok: error === undefined, error })
  })
} else if ((process.argv[2] === '--step' || process.argv[2] === '--keyed') && process.argv[3]) {
  const emit = (line: unknown): boolean => process.stdout.write(`${JSON.stringify(line)}\n`)
  const log = (message: string): boolean => emit({ type: 'log', message })
  const run = (job: JobSpec) => execute(job, emit, aborter.signal)
  try {
    process.exitCode =
      process.argv[2] === '--step'
        ? await (await import('./step/run-step.js')).runStep(process.argv[3], { env: process.env, now: dataClock, log, execute: run })
        : await (await import('./step/run-keyed.js')).runKeyed(process.argv[3], { env: process.env, emit, execute: run })
  } catch (error) {
    log(`${describe(error).code}: ${describe(error).message}`)
    process.exitCode = 1
  }
  // What was printed is read by the control plane, and native libraries may hold the event loop open.
  process.stdout.write('', () => process.exit())
} else if (process.argv[2]) {
  const error = await runJob(process.argv[2], (line) => process.stdout.write(`${JSON.stringify(line)}\n`), aborter.signal)
  process.exit(error === undefined ? 0 : 1)
} else {
  process.stderr.write('usage: job SPEC.json\n')
  process.exit(2)
}
