import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { JobError, JobOutcome, JobSpec, KeyedJob } from '../../schema/generated/jobs.js'
import { runKeyed } from './run-keyed.js'

const KEY = 'a'.repeat(64)
let root: string
let ran: JobSpec[]
let lines: JobOutcome[]

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keyed-'))
  ran = []
  lines = []
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const train = {
  kind: 'Train',
  model: 'm',
  task: 'regression',
  datasetDir: '/d',
  trainer: { runtime: 'command', command: ['x'], codeDir: '/c', parameters: {}, env: { A: 'b' }, timeoutMs: 1 },
}

function run(keyed: Partial<KeyedJob>, options: { error?: JobError; pod?: string } = {}): Promise<number> {
  const path = join(root, 'job.json')
  writeFileSync(path, JSON.stringify({ key: KEY, root, keeps: true, job: train, ...keyed }))
  return runKeyed(path, {
    env: { HOSTNAME: options.pod ?? 'pod-1', TOKEN: 'secret' },
    emit: (line) => lines.push(line as JobOutcome),
    async execute(job) {
      ran.push(job)
      if (options.error) return options.error
      await writeFile(join(job.outputDir, 'model.onnx'), 'model')
      await writeFile(join(job.outputDir, 'result.json'), JSON.stringify({ kind: job.kind }))
      return undefined
    },
  })
}

it('keeps what a job wrote by its content, and answers the same key from it', async () => {
  expect(await run({})).toBe(0)
  const [outcome] = lines
  expect(outcome).toMatchObject({ type: 'outcome', key: KEY, result: { kind: 'Train' }, files: { 'model.onnx': expect.any(String) } })
  const folder = join(root, 'artifacts', outcome?.artifact?.slice(0, 2) ?? '', outcome?.artifact ?? '')
  expect(readdirSync(folder)).toEqual(['model.onnx'])
  expect(await run({}, { pod: 'pod-2' })).toBe(0)
  expect(lines[1]).toEqual(outcome)
  expect(ran).toHaveLength(1)
  expect(readdirSync(join(root, 'work'))).toEqual([])
})

it('does it again where the artifact is gone', async () => {
  await run({})
  rmSync(join(root, 'artifacts'), { recursive: true })
  await run({})
  expect([ran.length, lines[1]]).toEqual([2, lines[0]])
})

it('keeps only the result where the job says so', async () => {
  await run({ keeps: false })
  expect(lines[0]).toEqual({ type: 'outcome', key: KEY, result: { kind: 'Train' } })
  expect(existsSync(join(root, 'artifacts'))).toBe(false)
})

it('tells failures apart by status, keeps checkpoints, and does not remember them', async () => {
  expect(await run({}, { error: { code: 'AF7100', message: 'bad data' } })).toBe(1)
  expect(await run({}, { error: { code: 'AF8005', message: 'full', retryable: true } })).toBe(74)
  expect(lines.map(({ error }) => error?.code)).toEqual(['AF7100', 'AF8005'])
  expect(await run({})).toBe(0)
  expect(ran.map((job) => (job.kind === 'Train' ? job.checkpointDir : ''))).toEqual(
    Array(3).fill(join(root, 'work', KEY.slice(0, 32), 'checkpoint')),
  )
})

it('hands secrets on to the trainer, and writes none down', async () => {
  await run({ secretEnv: ['TOKEN'] })
  expect(ran[0]).toMatchObject({ trainer: { env: { A: 'b', TOKEN: 'secret' } } })
  expect(readFileSync(join(root, 'jobs', 'aa', `${KEY}.json`), 'utf8')).not.toContain('secret')
})

it('refuses what is not a job', async () => {
  await expect(run({ key: 'short' })).rejects.toMatchObject({ code: 'AF7012' })
  await expect(run({ job: { kind: 'Evaluate' } })).rejects.toMatchObject({ code: 'AF7012' })
})
