import { Tensor } from 'onnxruntime-node'
import type { ModelManifest } from '../../schema/generated/jobs.js'
import type { BatchMessage } from './worker-protocol.js'

/**
 * The tensors of a batch of a fixed number of rows, filled again for each batch: making a dozen tensors costs as much
 * as running a small model. Same meaning as feedData of runtime/model, from the encoding of BatchMessage.
 */
export class BatchFeeds {
  /** By input name, each of shape [rows, 1]. */
  readonly tensors: Readonly<Record<string, Tensor>>
  readonly #numbers: (Float32Array | BigInt64Array)[] = []
  readonly #texts: string[][] = []

  constructor(manifest: ModelManifest, rows: number) {
    const dims = [rows, 1]
    const tensors: Record<string, Tensor> = {}
    for (const { name, datatype } of manifest.inputs) {
      if (datatype === 'string') {
        const data = new Array<string>(rows).fill('')
        this.#texts.push(data)
        tensors[name] = new Tensor('string', data, dims)
      } else if (datatype === 'int64') {
        const data = new BigInt64Array(rows)
        this.#numbers.push(data)
        tensors[name] = new Tensor('int64', data, dims)
      } else {
        const data = new Float32Array(rows)
        this.#numbers.push(data)
        tensors[name] = new Tensor('float32', data, dims)
      }
    }
    this.tensors = tensors
  }

  fill({ rows, numbers, texts }: BatchMessage): void {
    let at = 0
    for (const data of this.#numbers) {
      if (data instanceof Float32Array) for (let row = 0; row < rows; row++) data[row] = numbers[at++] ?? Number.NaN
      else for (let row = 0; row < rows; row++) data[row] = BigInt(numbers[at++] ?? 0)
    }
    at = 0
    for (const data of this.#texts) for (let row = 0; row < rows; row++) data[row] = texts[at++] ?? ''
  }
}
