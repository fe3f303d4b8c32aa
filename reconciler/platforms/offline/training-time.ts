import type { LinkedModel } from '../../../compiler/graph/factory.js'
import type { DatasetManifest, ModelManifest } from '../../../schema/generated/jobs.js'

/** Rows of one epoch that the built-in trainer takes in a second on one core, as measured with the example: an order of magnitude. */
const ROWS_PER_SECOND = 100_000

/**
 * How long a training takes on the platform, in seconds: what a person says, or for the built-in trainer its rows and epochs at a nominal
 * speed. Never a measurement of this machine, since hours, costs and budgets would then differ from one backtest to the next. Undefined
 * where nothing is known about a trainer.
 */
export function trainingSeconds(options: {
  said?: number
  runtime: LinkedModel['trainer']['runtime']
  manifest: ModelManifest | undefined
  dataset: DatasetManifest | undefined
}): number | undefined {
  const { said, runtime, manifest, dataset } = options
  if (said !== undefined) return said
  const { epochs } = manifest?.trainer ?? {}
  if (runtime !== 'tfjs' || typeof epochs !== 'number' || !dataset) return undefined
  return Math.max(1, Math.round((dataset.rows.train * epochs) / ROWS_PER_SECOND))
}
