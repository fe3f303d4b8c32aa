import { AIFactoryError } from '../../schema/diagnostic.js'
import type { Predictions } from '../model/feeds.js'
import { loadPredictor } from '../model/load-predictor.js'
import type { DatasetPart } from '../model/read-dataset.js'

/** Rows that are predicted at a time: bounds the memory of wide models. */
const BATCH = 16_384

/** Predicts a whole part. @throws AIFactoryError AF7341 where a prediction is not a finite number, or no probability in a binary task. */
export async function predictPart(dir: string, part: DatasetPart): Promise<Predictions> {
  const predictor = await loadPredictor(dir)
  try {
    const values = new Float64Array(part.rows)
    let probabilities: Float64Array | undefined
    for (let from = 0; from < part.rows; from += BATCH) {
      const rows = Math.min(BATCH, part.rows - from)
      const columns = Object.fromEntries(Object.entries(part.columns).map(([name, column]) => [name, column.slice(from, from + rows)]))
      const batch = await predictor.predict(columns, rows)
      values.set(batch.values, from)
      if (!batch.probabilities) continue
      const width = batch.probabilities.length / rows
      probabilities ??= new Float64Array(part.rows * width)
      probabilities.set(batch.probabilities, from * width)
    }
    refuseNaN(probabilities ?? values, part.rows)
    if (predictor.manifest.task === 'binary_classification') refuseScores(values)
    return probabilities ? { values, probabilities } : { values }
  } finally {
    await predictor.close()
  }
}

function refuseNaN(predictions: Float64Array, rows: number): void {
  const bad = predictions.reduce((count, p) => (Number.isFinite(p) ? count : count + 1), 0)
  if (bad === 0) return
  throw new AIFactoryError('AF7341', `the model's predictions are not finite numbers for ${bad} of ${rows} test rows`, {
    hint: 'Let the graph impute missing values, and check that training did not diverge.',
  })
}

/** Rounding may leave a probability a little outside its range. */
function refuseScores(values: Float64Array): void {
  const outside = values.find((p) => p < -1e-6 || p > 1 + 1e-6)
  if (outside === undefined) return
  throw new AIFactoryError('AF7341', `the model predicts ${outside}, which is no probability`, {
    hint: 'Let the graph end in a sigmoid, or in probabilities.',
  })
}
