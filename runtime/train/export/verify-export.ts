import { AIFactoryError } from '../../../schema/diagnostic.js'
import { feedData, readPredictions } from '../../model/feeds.js'
import { inputTensor, openSession } from '../../model/load-predictor.js'
import type { DatasetPart, InputColumns } from '../../model/read-dataset.js'
import { DenseNetwork } from '../network/dense-network.js'
import { predictOutputs } from '../network/fit-network.js'
import type { Objective } from '../network/objective.js'
import { predictionsOf } from '../predictions-of.js'
import { encode } from '../preprocessing/encode.js'
import type { TrainedNetwork } from './export-network.js'

/** Real rows that are compared; as many again have missing and unseen values in them. */
const ROWS = 500
/** Largest difference that counts as equal, of a probability or of a label's standard deviation. */
const TOLERANCE = 1e-5
/** A text that is nobody's category. */
const UNSEEN = '\u{1F6F8} unseen'

/**
 * Compares what ONNX Runtime predicts with an exported graph to what the network itself predicts, on real rows and on rows with
 * missing numbers, empty and unseen texts. @throws AIFactoryError AF7326 where they differ, which is a defect of the export.
 */
export async function verifyExport(
  path: string,
  output: string,
  model: TrainedNetwork,
  objective: Objective,
  sample: DatasetPart,
): Promise<void> {
  const part = withGaps(sample)
  const encoded = encode(part, model.preprocessing)
  const outputs = predictOutputs(new DenseNetwork(model.layout), model.layout, model.theta, encoded)
  const expected = predictionsOf(model.task, outputs, objective)
  const session = await openSession(path, 1)
  try {
    const inputs = model.columns.map(({ name, type }) => ({
      name,
      type: 'string' as const,
      from: '',
      datatype: type === 'string' ? ('string' as const) : ('float32' as const),
    }))
    const feeds = Object.fromEntries(
      inputs.map((i) => [i.name, inputTensor(i, feedData(i, part.columns[i.name] ?? [], part.rows), part.rows)]),
    )
    const answer = (await session.run(feeds, [output]))[output]
    if (!answer) throw new AIFactoryError('AF7326', 'the exported model gives no output')
    const manifest = {
      model: '',
      task: model.task,
      inputs,
      output: { name: output, columns: objective.outputs },
      trainer: { runtime: 'tfjs' },
    }
    const actual = readPredictions(manifest, answer, part.rows)
    const scale = Math.max(1, model.label?.scale ?? 1)
    const difference = largestDifference(expected.probabilities ?? expected.values, actual.probabilities ?? actual.values) / scale
    if (!(difference <= TOLERANCE)) {
      throw new AIFactoryError('AF7326', `the exported model differs from the trained one by ${difference.toPrecision(3)}`, {
        hint: 'Please report this.',
      })
    }
  } finally {
    await session.release()
  }
}

/** The first rows twice: as they are, and with one column after the other, and at last all of them, missing or unseen. */
export function withGaps(sample: DatasetPart): DatasetPart {
  const count = Math.min(ROWS, sample.rows)
  const names = Object.keys(sample.columns)
  const columns: InputColumns = {}
  for (const [c, name] of names.entries()) {
    const values = sample.columns[name] ?? []
    const twice = values instanceof Float32Array ? new Float32Array(2 * count) : new Array<string>(2 * count)
    for (let row = 0; row < count; row++) {
      const gap = row % (names.length + 1)
      const kept = gap !== c && gap !== names.length
      if (values instanceof Float32Array && twice instanceof Float32Array) {
        twice[row] = values[row] ?? Number.NaN
        twice[count + row] = kept ? (values[row] ?? Number.NaN) : Number.NaN
      } else if (Array.isArray(twice)) {
        twice[row] = String(values[row])
        twice[count + row] = kept ? String(values[row]) : row % 2 === 0 ? '' : UNSEEN
      }
    }
    columns[name] = twice
  }
  return { rows: 2 * count, columns, labels: new Float64Array(2 * count) }
}
function largestDifference(a: Float64Array, b: Float64Array): number {
  let largest = 0
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? 0) - (b[i] ?? 0))
    // NaN is a difference, too.
    if (!(difference <= largest)) largest = difference
  }
  return largest
}
