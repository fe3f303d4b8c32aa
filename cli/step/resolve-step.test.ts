import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { inRun, type PipelineStep, readParameters, resolveStep, secretsOf } from './resolve-step.js'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'step-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const TRAIN: PipelineStep = {
  job: { kind: 'Train', model: 'late', trainer: { runtime: 'command', codeDir: '.', parameters: { depth: 2, seed: 1 } } },
  places: { outputDir: 'runs/{run}/train', datasetDir: 'runs/{run}/dataset' },
  needs: ['runs/{run}/dataset'],
  champion: 'registry/late/champion.json',
  secrets: { TOKEN: { name: 'api', key: 'token' } },
  timeoutMs: 1000,
} as PipelineStep

test('places are below the state and code below the root; parameters are merged', () => {
  const step = resolveStep(TRAIN, { root: '/r', state: '/s', run: 'a' }, { models: { late: { depth: 3 } } })
  expect(step).toEqual({
    job: { kind: 'Train', model: 'late', trainer: { runtime: 'command', codeDir: '/r', parameters: { depth: 3, seed: 1 } } },
    places: { outputDir: '/s/runs/a/train', datasetDir: '/s/runs/a/dataset' },
    needs: ['/s/runs/a/dataset'],
    champion: '/s/registry/late/champion.json',
  })
})

test('a step of a run needs its name', () => {
  expect(() => inRun('runs/{run}', undefined)).toThrow(expect.objectContaining({ code: 'AF7011' }))
})

test('secrets are those of this machine', () => {
  expect(secretsOf(TRAIN, { AIFACTORY_SECRET_API_TOKEN: 'x' })).toEqual({ TOKEN: 'x' })
  expect(() => secretsOf(TRAIN, {})).toThrow(expect.objectContaining({ code: 'AF8014' }))
})

test.each([
  ['as_of: null', {}],
  ['as_of: 2013-02-01', { asOf: '2013-02-01T00:00:00.000Z' }],
  ['as_of: "2013-02-01T05:00:00-05:00"', { asOf: '2013-02-01T10:00:00.000Z' }],
  ['models: { late: { depth: 3 } }', { models: { late: { depth: 3 } } }],
  ['', {}],
])('%s', async (text, expected) => {
  await writeFile(join(root, 'params.yaml'), text)
  expect(await readParameters(join(root, 'params.yaml'))).toEqual(expected)
})

test('a time that is none', async () => {
  await writeFile(join(root, 'params.yaml'), 'as_of: soon')
  await expect(readParameters(join(root, 'params.yaml'))).rejects.toMatchObject({ code: 'AF7012' })
})
