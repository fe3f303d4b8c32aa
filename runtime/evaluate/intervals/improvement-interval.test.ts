import { expect, test } from 'vitest'
import type { Task } from '../../../schema/generated/jobs.js'
import { randomOf } from '../../random.js'
import { metricsOf } from '../metrics/prepare-metrics.js'
import type { JudgedRows } from '../rows.js'
import { improvementInterval } from './improvement-interval.js'

const random = randomOf(11)
const uniform = () => random() / 2 ** 32
const labels = Float64Array.from({ length: 400 }, () => (uniform() < 0.4 ? 1 : 0))
const scored = (signal: number): JudgedRows => ({
  labels,
  predictions: { values: labels.map((label) => Math.min(0.99, Math.max(0.01, 0.35 + signal * label + 0.3 * uniform()))) },
})
const model = scored(0.25)
const champion = scored(0.15)

test.each<[Task, string, string | undefined]>([
  ['binary_classification', 'roc_auc', 'delong'],
  ['binary_classification', 'log_loss', 'paired_t'],
  ['binary_classification', 'brier', 'paired_t'],
  ['binary_classification', 'accuracy', 'agresti_min'],
  ['binary_classification', 'pr_auc', 'paired_bootstrap'],
  ['binary_classification', 'f1', 'paired_bootstrap'],
  ['regression', 'mae', 'paired_t'],
  ['regression', 'rmse', 'paired_bootstrap'],
  ['regression', 'roc_auc', undefined],
])('%s: %s by %s, around what was observed', (task, metric, method) => {
  const threshold = 0.5
  const found = improvementInterval(model, champion, { task, metric, threshold, confidence: 0.95, seed: 1 })
  expect(found?.method).toBe(method)
  if (!found) return
  const measure = (rows: JudgedRows) => metricsOf(task, rows.labels, rows.predictions, { threshold })[metric]?.()() ?? Number.NaN
  const delta = Math.abs(measure(model) - measure(champion))
  expect(found.lower).toBeLessThan(delta)
  expect(found.upper).toBeGreaterThan(delta)
})
