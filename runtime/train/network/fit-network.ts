import { setImmediate } from 'node:timers/promises'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import { randomOf, shuffle } from '../../random.js'
import type { EncodedRows } from '../preprocessing/encode.js'
import { type AdamState, adamStep } from './adam.js'
import { DenseNetwork } from './dense-network.js'
import { assemble, scatter, settleUnused, usageOf } from './embedding.js'
import type { Layout } from './layout.js'
import type { Objective } from './objective.js'

/** Where training stands after a whole number of epochs: all that is needed to go on. Random numbers follow from seed and epoch. */
export interface FitState {
  epoch: number
  steps: number
  theta: Float32Array
  adam: AdamState
  best: { epoch: number; loss: number; theta: Float32Array }
  history: EpochReport[]
}

export interface EpochReport {
  /** Counts from 1. */
  readonly epoch: number
  /** Mean over the training rows while they were trained on. */
  readonly loss: number
  /** Absent without validation rows. */
  readonly validationLoss?: number
  readonly metrics?: Readonly<Record<string, number>>
}

export interface FitOptions {
  readonly epochs: number
  readonly batchSize: number
  readonly learningRate: number
  readonly dropout: number
  readonly l2: number
  readonly patience: number
  readonly seed: number
}

export interface FitEvents {
  /** Called now and then within an epoch with the rows trained on so far in this epoch. */
  rows(epoch: number, rows: number): void
  /** Called after each epoch with the validation rows' outputs; what it returns is kept in the history. */
  metrics(outputs: Float32Array): Readonly<Record<string, number>>
  /** Called after each epoch: the moment to keep a checkpoint. */
  epoch(state: FitState): Promise<void>
  readonly signal: AbortSignal
}

/** Rows that are predicted at a time. */
const FORWARD_ROWS = 4096
/** Milliseconds after which other events, such as a request to stop, get a turn. */
const TURN_MS = 50

/**
 * Trains from a state until epochs have passed or the validation loss has not improved for `patience` epochs. The best parameters by
 * validation loss are in state.best; without validation rows they are the last ones.
 * @throws AIFactoryError AF7324 where the loss is no longer a number, AF7009 where it was told to stop.
 */
export async function fitNetwork(
  state: FitState,
  layout: Layout,
  objective: Objective,
  train: EncodedRows,
  validation: EncodedRows,
  options: FitOptions,
  events: FitEvents,
) {
  const network = new DenseNetwork(layout)
  const usage = usageOf(layout, train)
  while (state.epoch < options.epochs && state.epoch - state.best.epoch < options.patience) {
    const epoch = state.epoch + 1
    const loss = await trainEpoch(network, state, layout, objective, train, options, events)
    settleUnused(state.theta, layout, usage)
    const outputs = predictOutputs(network, layout, state.theta, validation)
    const validationLoss = validation.rows > 0 ? meanLoss(objective, outputs, validation.labels) : undefined
    if (!Number.isFinite(validationLoss ?? loss)) {
      throw new AIFactoryError('AF7324', `training diverged in epoch ${epoch}: the loss is no longer a number`, {
        hint: 'Lower trainer.parameters.learningRate.',
      })
    }
    if (validationLoss === undefined || validationLoss < state.best.loss) {
      state.best = { epoch, loss: validationLoss ?? loss, theta: state.theta.slice() }
    }
    state.epoch = epoch
    state.history.push({ epoch, loss, ...(validationLoss === undefined ? {} : { validationLoss, metrics: events.metrics(outputs) }) })
    await events.epoch(state)
  }
}

async function trainEpoch(
  network: DenseNetwork,
  state: FitState,
  layout: Layout,
  objective: Objective,
  train: EncodedRows,
  options: FitOptions,
  events: FitEvents,
) {
  const random = randomOf(options.seed, state.epoch + 1)
  const order = new Uint32Array(train.rows)
  for (let i = 0; i < order.length; i++) order[i] = i
  shuffle(order, random)
  const width = layout.numericWidth + layout.embeddedWidth
  const gradient = new Float32Array(layout.size)
  let total = 0
  let turn = Date.now()
  for (let from = 0; from < order.length; from += options.batchSize) {
    const rows = Math.min(options.batchSize, order.length - from)
    const x = new Float32Array(rows * width)
    assemble(x, layout, state.theta, train, order, from, rows)
    gradient.fill(0)
    const embedded = network.step(
      state.theta,
      { x, rows, dropout: options.dropout, random },
      (z) => {
        const slope = new Float32Array(z.length)
        for (let i = 0; i < rows; i++) total += objective.loss(z, i * objective.outputs, train.labels[order[from + i] ?? 0] ?? 0, slope)
        for (let i = 0; i < slope.length; i++) slope[i] = (slope[i] ?? 0) / rows
        return slope
      },
      gradient,
    )
    scatter(gradient, layout, embedded, train, order, from, rows)
    if (options.l2 > 0) addPenalty(gradient, state.theta, layout, options.l2)
    adamStep(state.theta, gradient, state.adam, ++state.steps, options.learningRate)
    if (Date.now() - turn < TURN_MS) continue
    events.rows(state.epoch + 1, from + rows)
    await setImmediate()
    if (events.signal.aborted) throw new AIFactoryError('AF7009', 'the job was stopped', { retryable: true })
    turn = Date.now()
  }
  return total / train.rows
}

/** The gradient of l2 times the sum of squared weights; embeddings and biases are left out. */
function addPenalty(gradient: Float32Array, theta: Float32Array, layout: Layout, l2: number): void {
  for (const { weights, inputs, outputs } of layout.layers) {
    for (let i = weights; i < weights + inputs * outputs; i++) gradient[i] = (gradient[i] ?? 0) + 2 * l2 * (theta[i] ?? 0)
  }
}

/** The network's outputs for rows in their order, shape [rows, outputs]. */
export function predictOutputs(network: DenseNetwork, layout: Layout, theta: Float32Array, data: EncodedRows): Float32Array {
  const columns = layout.layers.at(-1)?.outputs ?? 1
  const outputs = new Float32Array(data.rows * columns)
  const order = Uint32Array.from({ length: data.rows }, (_, i) => i)
  for (let from = 0; from < data.rows; from += FORWARD_ROWS) {
    const rows = Math.min(FORWARD_ROWS, data.rows - from)
    const x = new Float32Array(rows * (layout.numericWidth + layout.embeddedWidth))
    assemble(x, layout, theta, data, order, from, rows)
    outputs.set(network.forward(theta, x, rows), from * columns)
  }
  return outputs
}

function meanLoss(objective: Objective, outputs: Float32Array, labels: Float64Array): number {
  let total = 0
  for (let i = 0; i < labels.length; i++) total += objective.loss(outputs, i * objective.outputs, labels[i] ?? 0)
  return total / labels.length
}
