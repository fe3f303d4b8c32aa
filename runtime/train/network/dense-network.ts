import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../random.js'
import type { LayerLayout, Layout } from './layout.js'

/** What one training step needs beside the parameters. */
export interface Batch {
  /** Shape [rows, numericWidth + embeddedWidth]. */
  readonly x: Float32Array
  readonly rows: number
  /** Share of hidden units left out, and the source of which. */
  readonly dropout: number
  readonly random: Random
}

/**
 * The layers above the embeddings: fully connected, ReLU between them, on tfjs' kernels. The gradients are written out instead of
 * taken from tfjs' tape, for speed: the WebAssembly backend multiplies transposed matrices about ten times slower than transposing
 * them first, it cannot differentiate a gather at all, and few large kernels cost less than many small ones.
 */
export class DenseNetwork {
  readonly #layout: Layout

  constructor(layout: Layout) {
    this.#layout = layout
  }

  /** The last layer's output before its activation, shape [rows, outputs]. */
  forward(theta: Float32Array, x: Float32Array, rows: number): Float32Array {
    return scoped(() => {
      const layers = this.#layout.layers
      let h = tf.tensor2d(x, [rows, layers[0]?.inputs ?? 0])
      for (const [i, layer] of layers.entries()) h = dense(h, weightsOf(theta, layer), biasOf(theta, layer), i < layers.length - 1)
      return h.dataSync<'float32'>()
    })
  }

  /**
   * One forward and one backward pass. lossGradient is given the outputs and returns the loss's derivative by them, both of shape
   * [rows, outputs]. Writes the derivative by each layer's parameters into gradient, and returns the derivative by the embedded
   * inputs, shape [rows, embeddedWidth].
   */
  step(theta: Float32Array, batch: Batch, lossGradient: (outputs: Float32Array) => Float32Array, gradient: Float32Array): Float32Array {
    const { layers, numericWidth, embeddedWidth } = this.#layout
    const { rows } = batch
    return scoped(() => {
      const weights = layers.map((layer) => weightsOf(theta, layer))
      const masks: (tf.Tensor2D | undefined)[] = []
      const inputs = [tf.tensor2d(batch.x, [rows, layers[0]?.inputs ?? 0])]
      for (const [i, layer] of layers.entries()) {
        const last = i === layers.length - 1
        let h = dense(inputs[i] as tf.Tensor2D, weights[i] as tf.Tensor2D, biasOf(theta, layer), !last)
        masks[i] = last || batch.dropout === 0 ? undefined : dropoutMask(batch, layer.outputs)
        if (masks[i]) h = tf.mul(h, masks[i] as tf.Tensor2D)
        inputs.push(h)
      }
      const outputs = inputs.pop() as tf.Tensor2D
      let delta = tf.tensor2d(lossGradient(outputs.dataSync<'float32'>()), outputs.shape)
      const ones = tf.ones([1, rows]) as tf.Tensor2D
      for (let i = layers.length - 1; i >= 0; i--) {
        const input = inputs[i] as tf.Tensor2D
        const layer = layers[i] as LayerLayout
        gradient.set(tf.matMul(tf.transpose(input), delta).dataSync<'float32'>(), layer.weights)
        // A sum over rows as a product, which is faster than the backend's reduction.
        gradient.set(tf.matMul(ones, delta).dataSync<'float32'>(), layer.bias)
        if (i === 0) break
        delta = tf.mul(tf.matMul(delta, tf.transpose(weights[i] as tf.Tensor2D)), tf.step(input)) as tf.Tensor2D
        const mask = masks[i - 1]
        if (mask) delta = tf.mul(delta, mask)
      }
      if (embeddedWidth === 0) return new Float32Array(0)
      const embedded = tf.slice(weights[0] as tf.Tensor2D, [numericWidth, 0], [embeddedWidth, layers[0]?.outputs ?? 0])
      return tf.matMul(delta, tf.transpose(embedded)).dataSync<'float32'>()
    })
  }
}

/** tf.tidy for an array of numbers: tidy itself looks for tensors in each element of what is returned, a third of the training time. */
function scoped(work: () => Float32Array): Float32Array {
  let result: Float32Array = new Float32Array(0)
  tf.tidy(() => {
    result = work()
  })
  return result
}

function dense(a: tf.Tensor2D, b: tf.Tensor2D, bias: tf.Tensor1D, relu: boolean): tf.Tensor2D {
  return tf.fused.matMul({ a, b, bias, activation: relu ? 'relu' : 'linear' }) as tf.Tensor2D
}

function weightsOf(theta: Float32Array, { weights, inputs, outputs }: LayerLayout): tf.Tensor2D {
  return tf.tensor2d(theta.slice(weights, weights + inputs * outputs), [inputs, outputs])
}

function biasOf(theta: Float32Array, { bias, outputs }: LayerLayout): tf.Tensor1D {
  return tf.tensor1d(theta.slice(bias, bias + outputs))
}

/** Inverted dropout: kept units are scaled up, so that nothing changes when the network predicts. */
function dropoutMask({ rows, dropout, random }: Batch, units: number): tf.Tensor2D {
  const kept = 1 / (1 - dropout)
  const limit = dropout * 2 ** 32
  const mask = new Float32Array(rows * units)
  for (let i = 0; i < mask.length; i++) mask[i] = random() < limit ? 0 : kept
  return tf.tensor2d(mask, [rows, units])
}
