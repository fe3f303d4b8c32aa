import type { Task } from '../../../schema/generated/jobs.js'
import type { ReadColumn } from '../../model/read-dataset.js'
import type { Layout } from '../network/layout.js'
import type { Objective } from '../network/objective.js'
import { CLIP, embeddingRows, type Preprocessing } from '../preprocessing/preprocessing.js'
import { GraphBuilder } from './graph-builder.js'

export interface TrainedNetwork {
  readonly task: Task
  readonly columns: readonly ReadColumn[]
  readonly preprocessing: Preprocessing
  readonly layout: Layout
  readonly theta: Float32Array
  readonly label: Objective['label']
}

/**
 * The network as ONNX with its preprocessing inside, so that serving needs no copy of it: one input of shape [n, 1] for each column,
 * one output of shape [n, 1] (the positive class's probability, or the value) or [n, classes] (probabilities).
 */
export function exportNetwork(model: TrainedNetwork): { bytes: Uint8Array; output: string } {
  const graph = new GraphBuilder()
  for (const { name, type } of model.columns) graph.input(name, type === 'string' ? 'string' : 'float32')
  const inputs = [...numbers(graph, model.preprocessing), ...embeddings(graph, model)]
  const activations = hiddenLayers(graph, model, graph.node('Concat', inputs, '/inputs', { axis: 1 }))
  const names = new Set(model.columns.map(({ name }) => name))
  let output = 'prediction'
  while (names.has(output)) output = `${output}_`
  head(graph, model, activations, output)
  graph.output(output, model.layout.layers.at(-1)?.outputs ?? 1)
  return { bytes: graph.encode('aifactory'), output }
}

/** clip((x - mean) * inverseScale), missing as the mean; then an indicator for each column that had missing values in training. */
function numbers(graph: GraphBuilder, { numeric }: Preprocessing): string[] {
  if (numeric.length === 0) return []
  const shape = [1, numeric.length]
  const raw = graph.node(
    'Concat',
    numeric.map(({ name }) => name),
    '/numbers',
    { axis: 1 },
  )
  const missing = graph.node('IsNaN', [raw], '/missing')
  const mean = graph.floats(
    '/mean',
    shape,
    numeric.map((column) => column.mean),
  )
  const inverseScale = graph.floats(
    '/inverse_scale',
    shape,
    numeric.map((column) => column.inverseScale),
  )
  const imputed = graph.node('Where', [missing, mean, raw], '/imputed')
  const scaled = graph.node('Mul', [graph.node('Sub', [imputed, mean], '/centred'), inverseScale], '/scaled')
  const clipped = graph.node('Clip', [scaled, graph.floats('/lowest', [], [-CLIP]), graph.floats('/highest', [], [CLIP])], '/standardized')
  const indicated = numeric.flatMap(({ indicator }, i) => (indicator ? [i] : []))
  if (indicated.length === 0) return [clipped]
  const flags = graph.node('Cast', [missing], '/flags', { to: 1 })
  return [clipped, graph.node('Gather', [flags, graph.integers('/indicated', indicated)], '/indicators', { axis: 1 })]
}

function embeddings(graph: GraphBuilder, { preprocessing, layout, theta }: TrainedNetwork): string[] {
  const embedded = preprocessing.categorical.map((encoding, c) => {
    const { name, categories, dimension } = encoding
    const rows = embeddingRows(encoding)
    const offset = layout.embeddings[c]?.offset ?? 0
    const codes = graph.node(
      'LabelEncoder',
      [name],
      `/code/${name}`,
      { keys_strings: [...categories, ''], values_int64s: [...categories.keys(), categories.length + 1], default_int64: categories.length },
      'ai.onnx.ml',
    )
    const table = graph.floats(`/embedding/${name}`, [rows, dimension], theta.subarray(offset, offset + rows * dimension))
    return graph.node('Gather', [table, codes], `/embedded/${name}`, { axis: 0 })
  })
  if (embedded.length === 0) return []
  const joined = graph.node('Concat', embedded, '/embedded', { axis: 2 })
  return [graph.node('Squeeze', [joined, graph.integers('/middle', [1])], '/embeddings')]
}

function hiddenLayers(graph: GraphBuilder, { layout, theta }: TrainedNetwork, inputs: string): string {
  let activations = inputs
  for (const [i, { weights, bias, inputs: from, outputs: to }] of layout.layers.entries()) {
    const w = graph.floats(`/weights/${i}`, [from, to], theta.subarray(weights, weights + from * to))
    const b = graph.floats(`/bias/${i}`, [to], theta.subarray(bias, bias + to))
    const sum = graph.node('Gemm', [activations, w, b], `/sum/${i}`)
    activations = i === layout.layers.length - 1 ? sum : graph.node('Relu', [sum], `/relu/${i}`)
  }
  return activations
}

function head(graph: GraphBuilder, { task, label }: TrainedNetwork, activations: string, output: string): void {
  if (task === 'binary_classification') graph.node('Sigmoid', [activations], output)
  else if (task === 'multiclass_classification') graph.node('Softmax', [activations], output, { axis: 1 })
  else {
    const scaled = graph.node('Mul', [activations, graph.floats('/label/scale', [], [label?.scale ?? 1])], '/label/scaled')
    graph.node('Add', [scaled, graph.floats('/label/mean', [], [label?.mean ?? 0])], output)
  }
}
