import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Task } from '../../../schema/generated/jobs.js'
import { calibrationTable } from './calibration.js'
import { computeMetrics, improvement } from './compute-metrics.js'
import { metricsOf } from './prepare-metrics.js'

const f64 = (...values: number[]) => Float64Array.from(values)

/** Rows of (label, score) with many ties. */
const binaryRows = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 1 }),
    fc.integer({ min: 0, max: 8 }).map((n) => n / 8),
  ),
  { maxLength: 40 },
)

function bruteForceAuc(rows: readonly (readonly [number, number])[]): number | undefined {
  let wins = 0
  let pairs = 0
  for (const [a, p] of rows) {
    for (const [b, q] of rows) {
      if (a !== 1 || b !== 0) continue
      pairs++
      wins += p > q ? 1 : p === q ? 0.5 : 0
    }
  }
  return pairs > 0 ? wins / pairs : undefined
}

function bruteForceAveragePrecision(rows: readonly (readonly [number, number])[]): number | undefined {
  const positives = rows.filter(([label]) => label === 1).length
  if (positives === 0) return undefined
  let before = 0
  let sum = 0
  for (const threshold of [...new Set(rows.map(([, score]) => score))].sort((a, b) => b - a)) {
    const predicted = rows.filter(([, score]) => score >= threshold)
    const hits = predicted.filter(([label]) => label === 1).length
    sum += (hits / positives - before) * (hits / predicted.length)
    before = hits / positives
  }
  return sum
}

describe('binary metrics', () => {
  test('the values that scikit-learn documents', () => {
    const metrics = computeMetrics('binary_classification', f64(0, 0, 1, 1), { values: f64(0.1, 0.4, 0.35, 0.8) })
    expect(metrics.roc_auc).toBeCloseTo(0.75, 12)
    expect(metrics.pr_auc).toBeCloseTo(0.8333333333333333, 12)
    expect(metrics.accuracy).toBe(0.75)
    expect(computeMetrics('binary_classification', f64(1, 0, 0, 1), { values: f64(0.9, 0.1, 0.2, 0.65) }).log_loss).toBeCloseTo(
      0.21616187,
      7,
    )
    expect(computeMetrics('binary_classification', f64(0, 1, 1, 0), { values: f64(0.1, 0.9, 0.8, 0.3) }).brier).toBeCloseTo(0.0375, 12)
  })

  test('areas agree with their definitions, ties included', () => {
    fc.assert(
      fc.property(binaryRows, (rows) => {
        const metrics = computeMetrics('binary_classification', f64(...rows.map(([y]) => y)), { values: f64(...rows.map(([, p]) => p)) })
        const auc = bruteForceAuc(rows)
        const precision = bruteForceAveragePrecision(rows)
        expect(metrics.roc_auc === undefined).toBe(auc === undefined)
        expect(metrics.pr_auc === undefined).toBe(precision === undefined)
        if (auc !== undefined) expect(metrics.roc_auc).toBeCloseTo(auc, 12)
        if (precision !== undefined) expect(metrics.pr_auc).toBeCloseTo(precision, 12)
      }),
    )
  })

  test('a certain mistake costs the clipped logarithm, not infinity', () => {
    expect(computeMetrics('binary_classification', f64(1, 0), { values: f64(0, 1) }).log_loss).toBeCloseTo(-Math.log(Number.EPSILON), 6)
  })

  test('what one class or no row leaves undefined is absent', () => {
    expect(computeMetrics('binary_classification', f64(), { values: f64() })).toEqual({})
    const oneClass = computeMetrics('binary_classification', f64(0, 0), { values: f64(0.2, 0.3) })
    expect(Object.keys(oneClass).sort()).toEqual(['accuracy', 'brier', 'ece', 'log_loss'])
  })

  test('the threshold is included', () => {
    const metrics = computeMetrics('binary_classification', f64(1, 0, 1), { values: f64(0.3, 0.29, 0.1) }, { threshold: 0.3 })
    expect(metrics).toMatchObject({ precision: 1, recall: 0.5 })
  })

  test('calibration: bins hold every row, 1 lies in the last', () => {
    const table = calibrationTable(f64(1, 0, 1), f64(1, 0.1, 0.15))
    expect(table.map((bin) => bin.count)).toEqual([0, 2, 0, 0, 0, 0, 0, 0, 0, 1])
    expect(table[1]).toMatchObject({ meanPredicted: 0.125, observedRate: 0.5 })
    expect(table[0]).not.toHaveProperty('meanPredicted')
    const ece = computeMetrics('binary_classification', f64(1, 0, 1), { values: f64(1, 0.1, 0.15) }).ece
    expect(ece).toBeCloseTo((2 / 3) * 0.375, 12)
  })
})

describe('weights', () => {
  const classRows = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4)), fc.nat(3)), {
    minLength: 1,
    maxLength: 25,
  })

  test.each<[Task]>([['binary_classification'], ['regression'], ['multiclass_classification']])(
    '%s: a row that counts twice is as two rows',
    (task) => {
      fc.assert(
        fc.property(classRows, (rows) => {
          const repeated = rows.flatMap(([label, scores, times]) => Array.from({ length: times }, () => [label, scores] as const))
          const once = prepare(
            task,
            rows.map(([label, scores]) => [label, scores]),
          )
          const many = prepare(task, repeated)
          for (const name of Object.keys(once)) {
            const weighted = once[name]?.()(rows.map(([, , times]) => times))
            const expanded = many[name]?.()()
            if (expanded === undefined) expect(weighted, name).toBeUndefined()
            else expect(weighted, name).toBeCloseTo(expanded, 9)
          }
        }),
      )
    },
  )

  function prepare(task: Task, rows: readonly (readonly [number, readonly [number, number, number]])[]) {
    const binary = task === 'binary_classification'
    const shares = rows.map(([, scores]) => scores.map((s) => (s + 1) / (scores[0] + scores[1] + scores[2] + 3)))
    const labels = f64(...rows.map(([label]) => (binary ? Math.min(label, 1) : task === 'regression' ? label + 1 : label)))
    if (task !== 'multiclass_classification')
      return metricsOf(task, labels, { values: f64(...shares.map((s) => s[0] ?? 0)) }, { threshold: 0.4 })
    const values = f64(...shares.map((s) => s.indexOf(Math.max(...s))))
    return metricsOf(task, labels, { values, probabilities: f64(...shares.flat()) }, { threshold: 0.5 })
  }
})

test('regression: constant labels leave r2 undefined', () => {
  const metrics = computeMetrics('regression', f64(3, -0.5, 2, 7), { values: f64(2.5, 0.0, 2, 8) })
  expect(metrics.mae).toBeCloseTo(0.5, 12)
  expect(metrics.rmse).toBeCloseTo(Math.sqrt(0.375), 12)
  expect(metrics.r2).toBeCloseTo(0.9486081370449679, 12)
  expect(metrics.mape).toBeCloseTo(0.3273809523809524, 12)
  // Each row's error beside the mean size: 0.5/2.75, 0.5/0.25, 0, 1/7.5.
  expect(metrics.smape).toBeCloseTo((0.5 / 2.75 + 0.5 / 0.25 + 0 + 1 / 7.5) / 4, 12)
  expect(computeMetrics('regression', f64(0, 1), { values: f64(0, -1) }).smape).toBe(1)
  expect(computeMetrics('regression', f64(2, 2), { values: f64(1, 2) })).not.toHaveProperty('r2')
})

test('improvement points the same way for every metric', () => {
  expect(improvement('roc_auc', 0.8, 0.7)).toBeCloseTo(0.1)
  expect(improvement('brier', 0.1, 0.2)).toBeCloseTo(0.1)
})
