import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { EvaluationReport } from '../../schema/generated/jobs.js'
import { programPath } from '../session/program-path.js'
import type { Output } from '../terminal/output.js'
import { failedExpectations } from './failed-expectations.js'
import { type RegisterStep, registerVersion } from './register-version.js'
import { type PipelineStep, readParameters, resolveStep, secretsOf } from './resolve-step.js'

export interface StepFolders {
  readonly root: string
  readonly state: string
  readonly run?: string
}

/**
 * Runs the step of a file and gives the exit status: 0 done, 1 failed for good, 74 failed but may be tried again, 75 what it needs is
 * not there yet. A validation that finds an expectation of severity error broken has failed, and so has a registration whose gates do
 * not pass.
 */
export async function stepCommand(
  file: string,
  options: StepFolders & { readonly asOf?: string; readonly parameters?: string; readonly metrics?: string },
  output: Output,
): Promise<number> {
  const step = await readStep(file)
  const folders = { ...options, root: resolve(options.root), state: resolve(options.state) }
  if ('register' in step) return registerVersion(step.register, folders, output)
  const parameters = options.parameters === undefined ? {} : await readParameters(options.parameters)
  const resolved = resolveStep(step, folders, parameters)
  const { outputDir } = resolved.places
  const asOf = options.asOf ?? parameters.asOf
  if (asOf !== undefined) {
    await mkdir(outputDir, { recursive: true })
    await writeFile(join(outputDir, 'as-of'), asOf)
  }
  const status = await runJob(resolved, { env: { ...process.env, ...secretsOf(step, process.env) }, timeoutMs: step.timeoutMs }, output)
  if (status !== 0) return status
  if (step.job.kind === 'ValidateData') {
    const broken = await failedExpectations(outputDir)
    for (const text of broken) output.error(`${text}\n`)
    if (broken.length > 0) return 1
  }
  if (options.metrics !== undefined) await writeMetrics(outputDir, options.metrics)
  return 0
}

async function readStep(file: string): Promise<PipelineStep | { readonly register: RegisterStep }> {
  const step: unknown = JSON.parse(await readFile(file, 'utf8'))
  if (typeof step === 'object' && step !== null && (('job' in step && 'places' in step) || 'register' in step))
    return step as PipelineStep | { readonly register: RegisterStep }
  throw new AIFactoryError('AF7012', `${file} is not a valid step`, { hint: 'Name a file that `aifactory render --backend` has written.' })
}

/** The runtime in a process of its own, whose lines are told as they come. */
async function runJob(
  step: ReturnType<typeof resolveStep>,
  { env, timeoutMs }: { readonly env: NodeJS.ProcessEnv; readonly timeoutMs?: number },
  output: Output,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'aifactory-step-'))
  try {
    const file = join(folder, 'step.json')
    await writeFile(file, JSON.stringify(step))
    const child = spawn(process.execPath, [programPath('job.js'), '--step', file], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env,
      ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    })
    const stop = (): void => void child.kill('SIGTERM')
    process.once('SIGTERM', stop)
    const ended = new Promise<number>((done) => child.once('close', (code) => done(code ?? 1)))
    for await (const line of createInterface({ input: child.stdout })) tell(line, output)
    process.removeListener('SIGTERM', stop)
    return await ended
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function tell(line: string, output: Output): void {
  const said: { type?: string; message?: string; done?: number; total?: number } = JSON.parse(line)
  if (said.message !== undefined && (said.type === 'log' || said.done === said.total)) output.out(`${said.message}\n`)
}

/** Metrics of an evaluation as a flat map, as DVC shows them. */
async function writeMetrics(outputDir: string, path: string): Promise<void> {
  const report = JSON.parse(await readFile(join(outputDir, 'evaluation.json'), 'utf8')) as EvaluationReport
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `${JSON.stringify({ rows: report.rows, ...report.metrics }, null, 2)}\n`)
}
