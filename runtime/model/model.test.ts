import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { ModelManifest } from '../../schema/generated/jobs.js'
import { checkModel } from './check-model.js'
import { feedData, readPredictions } from './feeds.js'
import { type SumModel, writeSumModel } from './fixtures/sum-model.js'
import { loadPredictor } from './load-predictor.js'

const root = mkdtempSync(join(tmpdir(), 'model-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let count = 0
const folder = () => join(root, String(count++))

const input = (datatype: 'float32' | 'int64' | 'string') => ({ name: 'x', type: 'float64' as const, from: 'request', datatype })
const manifestOf = (task: ModelManifest['task']): ModelManifest => ({
  model: 'm',
  task,
  inputs: [],
  output: { name: 'p', columns: 1 },
  trainer: { runtime: 'x' },
})

describe('feeds', () => {
  test('numbers: null and undefined are NaN, booleans 0 and 1, and a Float32Array is not copied', () => {
    expect(feedData(input('float32'), [1.5, null, undefined, true, false, 3n], 6)).toEqual(
      Float32Array.of(1.5, Number.NaN, Number.NaN, 1, 0, 3),
    )
    const values = Float32Array.of(1, 2)
    expect(feedData(input('float32'), values, 2)).toBe(values)
  })

  test('text: missing is empty, other kinds are written out', () => {
    expect(feedData(input('string'), ['a', null, 7, true], 4)).toEqual(['a', '', '7', 'true'])
  })

  test('whole numbers have no missing value', () => {
    expect(feedData(input('int64'), [1, true, 5n], 3)).toEqual(BigInt64Array.of(1n, 1n, 5n))
    expect(() => feedData(input('int64'), [null], 1)).toThrow(expect.objectContaining({ code: 'AF7316' }))
    expect(() => feedData(input('int64'), [1.5], 1)).toThrow(expect.objectContaining({ code: 'AF7316' }))
  })

  test('text for a number and a wrong number of rows are refused', () => {
    expect(() => feedData(input('float32'), ['1'], 1)).toThrow(expect.objectContaining({ code: 'AF7316' }))
    expect(() => feedData(input('float32'), [1], 2)).toThrow(expect.objectContaining({ code: 'AF7316' }))
  })

  test.each([
    [[2], [0.1, 0.9]],
    [
      [2, 1],
      [0.1, 0.9],
    ],
    [
      [2, 2],
      [0.9, 0.1, 0.1, 0.9],
    ],
  ])('binary output of shape %j', (dims, data) => {
    expect(readPredictions(manifestOf('binary_classification'), { dims, data }, 2).values).toEqual(Float64Array.of(0.1, 0.9))
  })

  test('multiclass output: the most probable class, NaN where a row has no number', () => {
    const data = [0.2, 0.5, 0.3, Number.NaN, Number.NaN, Number.NaN]
    const { values, probabilities } = readPredictions(manifestOf('multiclass_classification'), { dims: [2, 3], data }, 2)
    expect(values).toEqual(Float64Array.of(1, Number.NaN))
    expect(probabilities).toHaveLength(6)
  })

  test.each<[ModelManifest['task'], number[], number]>([
    ['binary_classification', [2, 3], 6],
    ['binary_classification', [1, 1], 1],
    ['regression', [2, 2], 4],
    ['multiclass_classification', [2], 2],
    ['regression', [2, 1, 1], 2],
  ])('%s refuses an output of shape %j', (task, dims, length) => {
    expect(() => readPredictions(manifestOf(task), { dims, data: new Float32Array(length) }, 2)).toThrow(
      expect.objectContaining({ code: 'AF7315' }),
    )
  })
})

describe('loading', () => {
  test('predicts by column name, whatever the order, and none for no rows', async () => {
    const dir = folder()
    await writeSumModel(dir)
    const predictor = await loadPredictor(dir, { intraOpNumThreads: 1 })
    expect((await predictor.predict({ other: ['x', 'y'], b: [1, -1], a: Float32Array.of(-1, 1) }, 2)).values).toEqual(
      Float64Array.of(0.5, 0.5),
    )
    expect((await predictor.predict({}, 0)).values).toHaveLength(0)
    await expect(predictor.predict({ a: [1] }, 1)).rejects.toMatchObject({ code: 'AF7316' })
    await predictor.close()
  })

  test('says what is wrong with a folder', async () => {
    await expect(loadPredictor(folder())).rejects.toMatchObject({ code: 'AF7310' })
    const dir = folder()
    await writeSumModel(dir)
    await writeFile(join(dir, 'model.onnx'), 'no model')
    await expect(loadPredictor(dir)).rejects.toMatchObject({ code: 'AF7311' })
    await writeFile(join(dir, 'model.json'), '{"model": 1}')
    await expect(loadPredictor(dir)).rejects.toMatchObject({ code: 'AF7310' })
  })
})

describe('checking', () => {
  const inputs = (...names: string[]): Partial<ModelManifest> => ({
    inputs: names.map((name) => ({ name, type: 'float64', from: 'request', datatype: 'float32' })),
  })

  test('passes what fits', async () => {
    const dir = folder()
    await expect(checkModel(dir, await writeSumModel(dir, { missing: 0 }))).resolves.toBeUndefined()
  })

  test.each<[string, SumModel, Partial<ModelManifest>, string]>([
    ['an input that the manifest lacks', { missing: 0 }, inputs('a'), 'AF7312'],
    ['an input that the graph lacks', { missing: 0 }, inputs('a', 'b', 'c'), 'AF7312'],
    [
      'an input of another type',
      { missing: 0 },
      { inputs: [input('string'), input('float32')].map((x, i) => ({ ...x, name: 'ab'[i] ?? '' })) },
      'AF7313',
    ],
    ['an output that is not there', { missing: 0 }, { output: { name: 'probability', columns: 1 } }, 'AF7315'],
    ['an output of the wrong width', { missing: 0, columns: 3 }, {}, 'AF7315'],
    [
      'classes that do not match the output',
      { missing: 0, columns: 3 },
      { task: 'multiclass_classification', output: { name: 'prediction', columns: 3, classes: ['a', 'b'] } },
      'AF7315',
    ],
    ['NaN for missing values', {}, {}, 'AF7314'],
  ])('refuses %s', async (_, model, changes, code) => {
    const dir = folder()
    await expect(checkModel(dir, await writeSumModel(dir, model, changes))).rejects.toMatchObject({ code })
  })
})
