import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MODEL } from '../../compiler/backends/kubernetes/fixtures/factory.js'
import { registerVersion } from './register-version.js'

let state: string
beforeEach(async () => {
  errors = []
  state = await mkdtemp(join(tmpdir(), 'register-'))
})
afterEach(() => rm(state, { recursive: true, force: true }))

let errors: string[] = []
const output = { colour: false, out: () => {}, error: (text: string) => void errors.push(text) }

async function register(run: string, model: string, auc: number): Promise<number> {
  await mkdir(join(state, run, 'model'), { recursive: true })
  await mkdir(join(state, run, 'evaluation'), { recursive: true })
  await writeFile(join(state, run, 'model', 'model.onnx'), model)
  const evaluation = {
    task: 'binary_classification',
    rows: 1000,
    metrics: { roc_auc: auc },
    calibration: [],
    slices: [],
    comparisons: [],
    fairness: [],
  }
  await writeFile(join(state, run, 'evaluation', 'evaluation.json'), JSON.stringify(evaluation))
  const place = (name: string): string => `{run}/${name}`
  const places = {
    outputDir: place('register'),
    modelDir: place('model'),
    datasetDir: place('dataset'),
    evaluationDir: place('evaluation'),
  }
  const gates = { metrics: [{ metric: 'roc_auc', min: 0.6, minSamples: 100, severity: 'error' as const }], fairness: [] }
  const step = { model: 'late', registeredModel: 'late-rides', aliases: MODEL.aliases, gates, places }
  return registerVersion(step, { root: state, state, run }, output)
}

const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(state, 'registry', 'late-rides', path), 'utf8'))

test('what passes becomes a version; the first is champion, the next a challenger', async () => {
  expect(await register('a', 'one', 0.7)).toBe(0)
  expect(await register('b', 'two', 0.8)).toBe(0)
  expect(await read('champion.json')).toMatchObject({ version: 1, modelDir: join(state, 'a', 'model') })
  expect(await read('challenger.json')).toMatchObject({ version: 2 })
})

test('the same model is the same version', async () => {
  await register('a', 'one', 0.7)
  await register('b', 'one', 0.7)
  expect(await readdir(join(state, 'registry', 'late-rides', 'versions'))).toEqual(['1.json'])
})

test('what does not pass is not registered, and its gates are kept', async () => {
  expect(await register('a', 'one', 0.5)).toBe(1)
  expect(errors.join('')).toContain('not registered')
  expect(await readdir(state)).toEqual(['a'])
  expect(JSON.parse(await readFile(join(state, 'a', 'register', 'gates.json'), 'utf8'))).toMatchObject({ verdict: 'fail' })
})
