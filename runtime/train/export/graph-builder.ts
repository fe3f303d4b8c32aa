import onnxProto, { type onnx as Onnx } from 'onnx-proto'

const { onnx } = onnxProto
const { DataType } = onnx.TensorProto
const { AttributeType } = onnx.AttributeProto

/** Versions that every ONNX Runtime since 1.12 reads. */
const IR_VERSION = 8
const OPSETS = [
  { domain: '', version: 17 },
  { domain: 'ai.onnx.ml', version: 3 },
]

export type AttributeValue = number | readonly number[] | readonly string[]

/** Collects the nodes of an ONNX graph. Names of inner values start with a slash, which keeps them apart from columns. */
export class GraphBuilder {
  readonly #nodes: Onnx.INodeProto[] = []
  readonly #initializers: Onnx.ITensorProto[] = []
  readonly #inputs: Onnx.IValueInfoProto[] = []
  readonly #outputs: Onnx.IValueInfoProto[] = []

  /** Declares an input of shape [n, 1]. */
  input(name: string, type: 'float32' | 'string'): string {
    this.#inputs.push(valueInfo(name, type === 'string' ? DataType.STRING : DataType.FLOAT, 1))
    return name
  }

  floats(name: string, dims: readonly number[], data: Iterable<number>): string {
    this.#initializers.push({ name, dims: [...dims], dataType: DataType.FLOAT, floatData: [...data] })
    return name
  }

  integers(name: string, data: readonly number[]): string {
    this.#initializers.push({ name, dims: [data.length], dataType: DataType.INT64, int64Data: [...data] })
    return name
  }

  /** Adds a node with one output and returns the output's name. Whole numbers become INT attributes. */
  node(
    opType: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, AttributeValue>> = {},
    domain = '',
  ): string {
    const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value))
    this.#nodes.push({ opType, input: [...inputs], output: [output], name: output, attribute, ...(domain === '' ? {} : { domain }) })
    return output
  }

  /** Declares an output of shape [n, columns]. */
  output(name: string, columns: number): void {
    this.#outputs.push(valueInfo(name, DataType.FLOAT, columns))
  }

  /** The model's bytes. Equal graphs give equal bytes. */
  encode(name: string): Uint8Array {
    const graph = { name, node: this.#nodes, initializer: this.#initializers, input: this.#inputs, output: this.#outputs }
    const model = { irVersion: IR_VERSION, opsetImport: OPSETS, producerName: 'aifactory', graph }
    return onnx.ModelProto.encode(onnx.ModelProto.create(model)).finish()
  }
}

function valueInfo(name: string, elemType: number, columns: number): Onnx.IValueInfoProto {
  return { name, type: { tensorType: { elemType, shape: { dim: [{ dimParam: 'n' }, { dimValue: columns }] } } } }
}

function attributeOf(name: string, value: AttributeValue): Onnx.IAttributeProto {
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value }
  if (isTexts(value)) return { name, type: AttributeType.STRINGS, strings: value.map((text) => new TextEncoder().encode(text)) }
  return { name, type: AttributeType.INTS, ints: [...value] }
}

function isTexts(value: readonly number[] | readonly string[]): value is readonly string[] {
  return typeof value[0] === 'string'
}
