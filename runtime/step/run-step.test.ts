import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JobError, JobSpec, JobStep } from '../../schema/generated/jobs.js'
import { EXIT, runStep } from './run-step.js'

const NOON = Date.parse('2013-07-01T12:00:00Z')
const SOURCE = { name: 'flights', format: 'parquet', path: 'flights.parquet' } as const

let root: string
let ran: JobSpec[]
let logged: string[]
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'step-'))
  ran = []
  logged = []
})
afterEach(() => rm(root, { recursive: true, force: true }))

/** Runs a step whose job succeeds, or fails with the error given. */
async function run(step: JobStep, options: { at?: number; env?: Record<string, string>; error?: JobError } = {}): Promise<number> {
  const path = join(root, 'step.json')
  await writeFile(path, JSON.stringify(step))
  return runStep(path, {
    env: options.env ?? {},
    now: () => options.at ?? NOON,
    log: (message) => logged.push(message),
    async execute(job) {
      ran.push(job)
      await mkdir(job.outputDir, { recursive: true })
      if (!options.error) await writeFile(join(job.outputDir, 'result.json'), '{}')
      return options.error
    },
  })
}

const validate = (): JobStep => ({
  job: { kind: 'ValidateData', baseDir: '/workspace', source: SOURCE, expectations: [] },
  places: { outputDir: join(root, 'validate') },
})

const dataset = (): JobStep => ({
  job: {
    kind: 'BuildDataset',
    baseDir: '/workspace',
    task: 'regression',
    dataset: {
      name: 'd',
      source: SOURCE,
      label: { expression: 'x' },
      request: ['a'],
      views: [],
      split: { by: 'random', test: 0.2, validation: 0.1, gapMs: 0, seed: 1 },
    },
  },
  places: { outputDir: join(root, 'dataset') },
  needs: [join(root, 'validate')],
})

const evaluate = (): JobStep => ({
  job: {
    kind: 'Evaluate',
    task: 'regression',
    slices: [],
    minSliceSize: 1,
    threshold: 0.5,
    comparisons: [{ metric: 'rmse', confidence: 0.95 }],
    fairness: [],
    seed: 0,
  },
  places: { outputDir: join(root, 'evaluate'), datasetDir: '/d', modelDir: '/m' },
  champion: join(root, 'champion.json'),
})

async function promote(): Promise<void> {
  await mkdir(join(root, 'model'), { recursive: true })
  const inputs = [{ name: 'a', type: 'float64', from: 'request', datatype: 'float32' }]
  await writeFile(
    join(root, 'model', 'model.json'),
    JSON.stringify({ model: 'm', task: 'regression', inputs, output: { name: 'y', columns: 1 }, trainer: { runtime: 'tfjs' } }),
  )
  await writeFile(
    join(root, 'champion.json'),
    JSON.stringify({ version: 3, modelDir: join(root, 'model'), datasetDir: '/d3', evaluationDir: '/e3' }),
  )
}

describe('waiting and doing nothing twice', () => {
  test('a step waits for what it needs, and then sees data as of the same time', async () => {
    expect(await run(dataset())).toBe(EXIT.notYet)
    expect(ran).toEqual([])
    expect(await run(validate(), { at: NOON })).toBe(EXIT.done)
    expect(await run(dataset(), { at: NOON + 60_000 })).toBe(EXIT.done)
    expect(ran.map((job) => 'asOf' in job && job.asOf)).toEqual(['2013-07-01T12:00:00.000Z', '2013-07-01T12:00:00.000Z'])
  })

  test('what is done is kept', async () => {
    await run(validate())
    expect(await run(validate())).toBe(EXIT.done)
    expect(ran).toHaveLength(1)
  })

  test('another try sees the same time and forgets the error of the first', async () => {
    const error = { code: 'AF8005', message: 'the disk is full', retryable: true }
    expect(await run(validate(), { error })).toBe(EXIT.retryable)
    await writeFile(join(root, 'validate', 'error.json'), '{}')
    expect(await run(validate(), { at: NOON + 3_600_000 })).toBe(EXIT.done)
    expect(ran.map((job) => 'asOf' in job && job.asOf)).toEqual(['2013-07-01T12:00:00.000Z', '2013-07-01T12:00:00.000Z'])
    await expect(readFile(join(root, 'validate', 'error.json'))).rejects.toThrow()
  })

  test('an error that trying again cannot help ends it', async () => {
    expect(await run(validate(), { error: { code: 'AF7101', message: 'rows are wrong' } })).toBe(EXIT.failed)
    expect(logged.at(-1)).toContain('AF7101')
  })
})

describe('runs', () => {
  test('{run} is the name of the run, in places and needs', async () => {
    const step = { ...dataset(), places: { outputDir: join(root, '{run}', 'dataset') }, needs: [join(root, '{run}', 'validate')] }
    await run({ ...validate(), places: { outputDir: join(root, '{run}', 'validate') } }, { env: { AIFACTORY_RUN: 'a-1' } })
    expect(await run(step, { env: { AIFACTORY_RUN: 'a-2' } })).toBe(EXIT.notYet)
    expect(await run(step, { env: { AIFACTORY_RUN: 'a-1' }, at: NOON + 5 })).toBe(EXIT.done)
    expect(ran.at(-1)).toMatchObject({ outputDir: join(root, 'a-1', 'dataset'), asOf: '2013-07-01T12:00:00.000Z' })
  })

  test('without a name there is no run', async () => {
    await expect(run({ ...validate(), places: { outputDir: '/x/{run}' } })).rejects.toMatchObject({ code: 'AF7011' })
  })
})

describe('the version that serves', () => {
  test('is compared with where there is one', async () => {
    await run(evaluate())
    expect(ran[0]).toMatchObject({ comparisons: [] })
    expect(ran[0]).not.toHaveProperty('championDir')
    await promote()
    await rm(join(root, 'evaluate'), { recursive: true })
    await run(evaluate())
    expect(ran[1]).toMatchObject({ comparisons: [{ metric: 'rmse' }], championDir: join(root, 'model') })
  })

  test('a monitor has nothing to watch without it, and looks back from now with it', async () => {
    const hour = 3_600_000
    const monitor: JobStep = {
      job: {
        kind: 'Monitor',
        baseDir: '/workspace',
        monitor: 'w',
        endpoint: 'e',
        task: 'regression',
        minSamples: 1,
        drift: [],
        performance: [],
        quality: [],
      },
      places: { outputDir: join(root, 'monitor') },
      champion: join(root, 'champion.json'),
      windows: { logDir: '/log', currentMs: hour, reference: { windowMs: 2 * hour, offsetMs: 24 * hour } },
    }
    expect(await run(monitor)).toBe(EXIT.done)
    expect(ran).toEqual([])
    await promote()
    await run(monitor)
    expect(ran[0]).toMatchObject({
      version: 3,
      columns: [{ name: 'a', type: 'float64' }],
      current: { logDir: '/log', from: '2013-07-01T11:00:00.000Z', to: '2013-07-01T12:00:00.000Z' },
      reference: { kind: 'window', evaluationDir: '/e3', window: { from: '2013-06-30T10:00:00.000Z', to: '2013-06-30T12:00:00.000Z' } },
    })
  })

  test('a record that is not one is an error, not an absent champion', async () => {
    await writeFile(join(root, 'champion.json'), '{"version":0}')
    await expect(run(evaluate())).rejects.toMatchObject({ code: 'AF7013' })
  })
})

test('materializations go on where the last one that succeeded ended', async () => {
  const view = {
    name: 'v',
    joinKeys: ['k'],
    source: SOURCE,
    online: true,
    schedule: '0 * * * *',
    features: [{ name: 'f', expression: 'x' }],
  }
  const step = (run: string): JobStep => ({
    job: { kind: 'Materialize', baseDir: '/workspace', views: [view] },
    places: { outputDir: join(root, run), onlineStore: join(root, 'online', 'features.db') },
    lookbackMs: 7_200_000,
  })
  await run(step('1'), { at: NOON })
  await run(step('2'), { at: NOON + 3_600_000, error: { code: 'AF7301', message: 'no' } })
  await run(step('3'), { at: NOON + 7_200_000 })
  expect(ran.map((job) => job.kind === 'Materialize' && [job.from.slice(11, 13), job.to.slice(11, 13)])).toEqual([
    ['10', '12'],
    ['12', '13'],
    ['12', '14'],
  ])
})

test('secrets come from the environment of the container', async () => {
  await run(
    {
      job: {
        kind: 'Train',
        model: 'm',
        task: 'regression',
        trainer: { runtime: 'command', command: ['x'], codeDir: '/workspace', parameters: {}, env: { MODE: 'fast' }, timeoutMs: 1 },
      },
      places: { outputDir: join(root, 'train'), checkpointDir: '/c', datasetDir: '/d' },
      secretEnv: ['KEY'],
    },
    { env: { KEY: 'secret', OTHER: 'not handed on' } },
  )
  expect(ran[0]).toMatchObject({ trainer: { env: { KEY: 'secret', MODE: 'fast' } } })
  expect(ran[0]).not.toHaveProperty('trainer.env.OTHER')
})

test.each([
  ['{"job":{"kind":"Train"}}'],
  ['{"job":{"kind":"Train"},"places":{"outputDir":"/x"},"extra":1}'],
  ['{"job":{"kind":"Nonsense"},"places":{"outputDir":"/tmp/none"}}'],
])('a step that makes no valid job is refused: %s', async (text) => {
  await writeFile(join(root, 'bad.json'), text.replace('/tmp/none', join(root, 'none')))
  const context = { env: {}, now: () => NOON, log: () => 0, execute: async () => undefined }
  await expect(runStep(join(root, 'bad.json'), context)).rejects.toMatchObject({ code: 'AF7012' })
})
