/** Moments of Adam, each as long as the parameters. */
export interface AdamState {
  readonly first: Float32Array
  readonly second: Float32Array
}

export function newAdam(size: number): AdamState {
  return { first: new Float32Array(size), second: new Float32Array(size) }
}

const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-7

/** One step of Adam (Kingma and Ba 2015) in place; step counts from 1. The constants are Keras' defaults. */
export function adamStep(
  theta: Float32Array,
  gradient: Float32Array,
  { first, second }: AdamState,
  step: number,
  learningRate: number,
): void {
  const rate = (learningRate * Math.sqrt(1 - BETA2 ** step)) / (1 - BETA1 ** step)
  for (let i = 0; i < theta.length; i++) {
    const g = gradient[i] ?? 0
    const m = BETA1 * (first[i] ?? 0) + (1 - BETA1) * g
    const v = BETA2 * (second[i] ?? 0) + (1 - BETA2) * g * g
    first[i] = m
    second[i] = v
    theta[i] = (theta[i] ?? 0) - (rate * m) / (Math.sqrt(v) + EPSILON)
  }
}
