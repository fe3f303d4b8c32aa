import type { Task } from '../../../schema/generated/jobs.js'
import { delong, type Estimate } from '../../evaluate/intervals/delong.js'
import { agrestiMin } from '../../evaluate/intervals/paired-mean.js'
import { improvement } from '../../evaluate/metrics/compute-metrics.js'
import { rowLosses } from '../../evaluate/metrics/row-losses.js'
import { spreadOf } from '../../statistics/spread.js'

/** Outcomes and what one version predicted for them, row by row. */
export interface Arm {
  readonly labels: Float64Array
  readonly predictions: Float64Array
}

/** Rows of the rarer class below which DeLong's error is too rough to build on. */
const FEWEST_OF_A_CLASS = 20

/** The metrics on outcomes whose estimates are about normal, with a standard error. */
export function estimateOf(task: Task, metric: string, { labels, predictions }: Arm): Estimate | undefined {
  if (metric === 'roc_auc') return hasBoth(labels) ? delong(labels, predictions) : undefined
  const losses = lossesOf(task, metric, { labels, predictions })
  if (!losses || losses.length < 2) return undefined
  const { mean, variance, count } = spreadOf(losses)
  const error = Math.sqrt(variance / count)
  return metric === 'rmse' ? rootOf({ value: mean, error }) : { value: mean, error }
}

/** The improvement of a version over the champion, where both answered the same requests. */
export function pairedImprovement(task: Task, metric: string, version: Arm, champion: Arm): Estimate | undefined {
  if (metric === 'roc_auc') return hasBoth(version.labels) ? delong(version.labels, version.predictions, champion.predictions) : undefined
  const ours = lossesOf(task, metric, version)
  const theirs = lossesOf(task, metric, champion)
  if (!ours || !theirs || ours.length < 2) return undefined
  if (metric === 'accuracy') {
    const { mean, variance } = agrestiMin(ours.map((right, row) => right - (theirs[row] ?? 0)))
    return { value: mean, error: Math.sqrt(variance / (ours.length + 2)) }
  }
  // A root mean square moves with its mean square by 1 / (2 root): the delta method, row by row.
  const [ourRoot, theirRoot] = metric === 'rmse' ? [ours, theirs].map((squares) => Math.sqrt(spreadOf(squares).mean)) : []
  const scale = (root: number | undefined) => (root === undefined || root === 0 ? 1 : 1 / (2 * root))
  const differences = ours.map((loss, row) => improvement(metric, loss * scale(ourRoot), (theirs[row] ?? 0) * scale(theirRoot)))
  const { mean, variance, count } = spreadOf(differences)
  const value = ourRoot === undefined || theirRoot === undefined ? mean : theirRoot - ourRoot
  return { value, error: Math.sqrt(variance / count) }
}

/** The same where each answered its own. */
export function unpairedImprovement(metric: string, version: Estimate, champion: Estimate): Estimate {
  return { value: improvement(metric, version.value, champion.value), error: Math.hypot(version.error, champion.error) }
}

function lossesOf(task: Task, metric: string, { labels, predictions }: Arm): Float64Array | undefined {
  return rowLosses(task, labels, { values: predictions }, { threshold: 0.5 })[metric === 'rmse' ? 'mse' : metric]?.()
}

function rootOf({ value, error }: Estimate): Estimate {
  const root = Math.sqrt(value)
  return { value: root, error: root > 0 ? error / (2 * root) : 0 }
}

function hasBoth(labels: Float64Array): boolean {
  const positives = labels.reduce((count, label) => (label === 1 ? count + 1 : count), 0)
  return Math.min(positives, labels.length - positives) >= FEWEST_OF_A_CLASS
}
