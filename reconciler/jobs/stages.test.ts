import { describe, expect, it } from 'vitest'
import type { LinkedModel } from '../../compiler/graph/factory.js'
import { datasetOf, factoryOf, gatesOf, HOUR, modelOf, START } from '../testing/factory-fixture.js'
import { buildStage, evaluateStage, trainStage, validateStage } from './stages.js'

const snapshot = { baseDir: '/project', data: 'd1', asOf: START }
const { trips: source } = factoryOf().sources
if (!source) throw new Error('the fixture has a source')

const tfjs = (change: object): LinkedModel => {
  const { trainer } = modelOf()
  if (trainer.runtime !== 'tfjs') throw new Error('the fixture trains with tfjs')
  return modelOf({ trainer: { ...trainer, parameters: { ...trainer.parameters, ...change } } })
}
const withTrainer = (change: Partial<LinkedModel['trainer']>): LinkedModel => {
  const { trainer } = modelOf()
  if (trainer.runtime !== 'tfjs') throw new Error('the fixture trains with tfjs')
  return modelOf({ trainer: { ...trainer, ...change, runtime: 'tfjs', parameters: trainer.parameters } })
}
const dataset = { digest: 'ds1', dir: '/artifacts/ds1' }
const artifacts = { dataset, model: { digest: 'm1', dir: '/artifacts/m1' } }
const champion = { digest: 'm0', dir: '/artifacts/m0' }

const key = {
  validate: (from = source, at = snapshot) => validateStage(from, at).key,
  build: (model = modelOf(), from = datasetOf(), at = snapshot) => buildStage(model, from, at).key,
  train: (model = modelOf(), from = dataset) => trainStage(model, from, undefined).key,
  evaluate: (model = modelOf(), from: Parameters<typeof evaluateStage>[1] = artifacts) => evaluateStage(model, from).key,
}
const versus = gatesOf({ metrics: [{ metric: 'roc_auc', versus: 'champion', confidence: 0.95, minSamples: 30, severity: 'error' }] })

describe('a stage has the same key', () => {
  it.each<[string, string, string]>([
    ['wherever the project lies', key.validate(source, { ...snapshot, baseDir: '/elsewhere' }), key.validate()],
    ['wherever the dataset lies', key.train(modelOf(), { ...dataset, dir: '/elsewhere' }), key.train()],
    [
      'whatever its patience and its resources',
      key.train(withTrainer({ retries: 9, timeoutMs: HOUR * 2, resources: { cpu: '8' } })),
      key.train(),
    ],
    ['whatever limits the gates set', key.evaluate(modelOf({ gates: gatesOf({ sizeBytes: 1 }) })), key.evaluate()],
    ['whoever is champion, where nothing is compared with it', key.evaluate(modelOf(), { ...artifacts, champion }), key.evaluate()],
    [
      'whenever online values are computed',
      key.build(modelOf(), datasetOf({ views: datasetOf().views.map((view) => ({ ...view, schedule: '0 0 * * *', online: false })) })),
      key.build(),
    ],
  ])('%s', (_, changed, before) => expect(changed).toBe(before))
})

describe('a stage has another key', () => {
  it.each<[string, string, string]>([
    ['for other files', key.validate(source, { ...snapshot, data: 'd2' }), key.validate()],
    ['for another time', key.validate(source, { ...snapshot, asOf: START + 1 }), key.validate()],
    ['for other expectations', key.validate({ ...source, expectations: [] }), key.validate()],
    ['for another label', key.build(modelOf(), datasetOf({ label: { expression: 'x' } })), key.build()],
    ['for other features', key.build(modelOf(), datasetOf({ views: [] })), key.build()],
    ['for another task', key.build(modelOf({ task: 'regression' })), key.build()],
    ['for another dataset', key.train(modelOf(), { ...dataset, digest: 'ds2' }), key.train()],
    ['for another parameter', key.train(tfjs({ seed: 8 })), key.train()],
    ['for other slices', key.evaluate(modelOf({ evaluation: { slices: ['origin'], minSliceSize: 100, threshold: 0.5 } })), key.evaluate()],
    [
      'for a champion to compare with',
      key.evaluate(modelOf({ gates: versus }), { ...artifacts, champion }),
      key.evaluate(modelOf({ gates: versus })),
    ],
  ])('%s', (_, changed, before) => expect(changed).not.toBe(before))
})

describe('a trainer of the user', () => {
  const { resources, numNodes, spot, retries, timeoutMs } = modelOf().trainer
  const trainer: LinkedModel['trainer'] = {
    runtime: 'command',
    command: ['python', 'train.py'],
    code: ['train.py'],
    parameters: { depth: 3 },
    env: {},
    resources,
    numNodes,
    spot,
    retries,
    timeoutMs,
  }
  const model = modelOf({ trainer })
  const place = { codeDir: '/code', codeDigest: 'c1', env: { TOKEN: 'secret' } }

  it('is known by its code, not by where it lies or by its secrets', () => {
    const before = trainStage(model, dataset, place)
    expect(trainStage(model, dataset, { ...place, codeDir: '/elsewhere', env: {} }).key).toBe(before.key)
    expect(trainStage(model, dataset, { ...place, codeDigest: 'c2' }).key).not.toBe(before.key)
    expect(before.spec).toMatchObject({ trainer: { command: ['python', 'train.py'], codeDir: '/code', env: { TOKEN: 'secret' } } })
  })

  it('that is a container is not run here', () => {
    const container: LinkedModel['trainer'] = { ...trainer, runtime: 'container', image: 'x' }
    expect(() => trainStage(modelOf({ trainer: container }), dataset, place)).toThrow(/container/)
  })
})

it('views are served under names that tell their definition', () => {
  const built = buildStage(modelOf(), datasetOf(), snapshot).spec
  const names = built.kind === 'BuildDataset' ? built.dataset.views.map(({ name }) => name) : []
  expect(names).toEqual([expect.stringMatching(/^driver@[0-9a-f]{8}$/)])
})
