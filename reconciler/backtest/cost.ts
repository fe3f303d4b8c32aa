import type { LinkedModel, LinkedPlatform } from '../../compiler/graph/factory.js'
import type { Cost } from '../../schema/generated/backtest.js'
import { amountsOf, hourly, isPriced } from '../plan/cost.js'
import type { TimedTraining } from '../platforms/offline/offline-platform.js'
import { round } from './round.js'

/** What trainings took of a model's resources, and what that costs by the platform's prices. */
export function costOf(
  trainings: readonly TimedTraining[],
  model: LinkedModel,
  prices: LinkedPlatform['cost'],
  said: number | undefined,
): Cost {
  const { resources, numNodes } = model.trainer
  const hours = trainings.reduce((sum, { seconds = 0 }) => sum + seconds, 0) / 3600
  const { cpu, memory, gpu } = amountsOf(resources)
  const of = (amount: number): number => round(hours * numNodes * amount, 4)
  const known = trainings.every(({ seconds }) => seconds !== undefined)
  return {
    basis: said !== undefined ? 'said' : known ? 'nominal' : 'unknown',
    hours: round(hours, 4),
    cpuHours: of(cpu),
    gpuHours: of(gpu),
    memoryGiBHours: of(memory),
    ...(isPriced(prices) ? { amount: of(hourly(model, prices)) } : {}),
    currency: prices.currency,
  }
}
