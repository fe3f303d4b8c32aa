import { expect, test } from 'vitest'
import { randomOf } from '../../random.js'
import { calibrationIntercept, calibrationSlope } from './recalibration.js'

const random = randomOf(3)
const logits = Float64Array.from({ length: 20_000 }, () => ((random() / 2 ** 32) * 6 - 3) as number)
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const labels = logits.map((x) => (random() / 2 ** 32 < sigmoid(x) ? 1 : 0))

test.each([
  ['right', (x: number) => x, 1, 0],
  ['twice too sure', (x: number) => 2 * x, 0.5, 0],
  ['too low', (x: number) => x - 1, 1, 1],
])('predictions that are %s', (_, distort, slope, intercept) => {
  const probabilities = logits.map((x) => sigmoid(distort(x)))
  expect(calibrationSlope(labels, probabilities)()).toBeCloseTo(slope, 1)
  expect(calibrationIntercept(labels, probabilities)()).toBeCloseTo(intercept, 1)
})

test('the intercept makes the mean prediction what was observed', () => {
  const probabilities = logits.map((x) => sigmoid(0.4 * x + 0.7))
  const shift = calibrationIntercept(labels, probabilities)() ?? Number.NaN
  const mean = logits.reduce((sum, x) => sum + sigmoid(0.4 * x + 0.7 + shift), 0) / logits.length
  expect(mean).toBeCloseTo(labels.reduce((sum, y) => sum + y, 0) / labels.length, 10)
})

test.each([
  ['one class', [0, 0, 0], [0.1, 0.2, 0.3]],
  ['no rows', [], []],
  ['classes that are told apart without an error', [0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]],
  ['one prediction for all', [0, 1, 1], [0.4, 0.4, 0.4]],
])('there is no slope with %s', (_, y, p) => {
  expect(calibrationSlope(Float64Array.from(y), Float64Array.from(p))()).toBeUndefined()
})

test('there is a slope where whole steps of Newton’s method lead away from it', () => {
  for (let seed = 0; seed < 60; seed++) {
    const draw = randomOf(9, seed)
    const uniform = () => (draw() + 0.5) / 2 ** 32
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
    const shift = 1.4 * (seed % 2 === 0 ? 1 : -1)
    const x = Float64Array.from({ length: 1000 }, () => shift + 1.5 * normal())
    const y = x.map((odds) => (uniform() < sigmoid(0.5 * odds - 0.8 * shift) ? 1 : 0))
    expect(calibrationSlope(y, x.map(sigmoid))()).toBeGreaterThan(0.2)
  }
})
