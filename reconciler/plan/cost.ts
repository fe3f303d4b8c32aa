import type { Factory, LinkedEndpoint, LinkedModel, LinkedPlatform, LinkedResources } from '../../compiler/graph/factory.js'
import { quantityOf } from '../../compiler/graph/quantity.js'
import { digestOf } from '../../schema/digest.js'
import type { Cost, ModelWork, ServingCost, TrainingCost } from '../../schema/generated/plan.js'
import type { Comparison } from './model-work.js'

const HOUR_MS = 3_600_000
const GIB = 2 ** 30
const HOURS_PER_MONTH = 730

type Prices = LinkedPlatform['cost']

/** What the planned runs cost by their resources and lengths, and what serving costs where that changes. */
export function costOf({ before, after }: Comparison, models: readonly ModelWork[]): Cost {
  const prices = after.platform.cost
  const training = models.flatMap((work) => trainingCost(work, after))
  const amounts = training.flatMap(({ amount }) => amount ?? [])
  return {
    currency: prices.currency,
    priced: isPriced(prices),
    training,
    ...(isPriced(prices) && { amount: cents(amounts.reduce((sum, amount) => sum + amount, 0)) }),
    gpuHours: hundredths(training.reduce((sum, { gpuHours }) => sum + gpuHours, 0)),
    basis: training.length === 0 ? 'none' : training.some(({ basis }) => basis === 'limit') ? 'limit' : 'measured',
    serving: servingCosts(before, after),
  }
}

function trainingCost({ model, stages }: ModelWork, { models, platform }: Factory): TrainingCost[] {
  const definition = models[model]
  const estimate = stages.find(({ stage, does }) => stage === 'train' && does === 'run')?.estimate
  if (!definition || !estimate) return []
  const { trainer } = definition
  const hours = (estimate.ms / HOUR_MS) * trainer.numNodes
  const { cpu, memory, gpu } = amountsOf(trainer.resources)
  return [
    {
      model,
      gpuHours: hundredths(gpu * hours),
      cpuHours: hundredths(cpu * hours),
      memoryGiBHours: hundredths(memory * hours),
      ...(isPriced(platform.cost) && { amount: cents(hours * hourly(definition, platform.cost)) }),
      basis: estimate.basis,
    },
  ]
}

/** Price of one node of a trainer for an hour. */
export function hourly({ trainer }: LinkedModel, prices: Prices): number {
  const discount = trainer.spot ? (prices.spotDiscount ?? 0) : 0
  return priceOf(trainer.resources, prices) * (1 - discount)
}

function servingCosts(before: Factory | undefined, after: Factory): ServingCost[] {
  if (!isPriced(after.platform.cost)) return []
  const names = [...new Set([...Object.keys(before?.endpoints ?? {}), ...Object.keys(after.endpoints)])].sort()
  return names.flatMap((endpoint): ServingCost[] => {
    const was = monthly(before?.endpoints[endpoint], before?.platform.cost)
    const is = monthly(after.endpoints[endpoint], after.platform.cost)
    if (digestOf(was ?? null) === digestOf(is ?? null)) return []
    return [{ endpoint, ...(was && { before: was }), ...(is && { after: is }) }]
  })
}

function monthly(endpoint: LinkedEndpoint | undefined, prices: Prices | undefined): { min: number; max: number } | undefined {
  if (!endpoint || !prices || !isPriced(prices)) return undefined
  const each = priceOf(endpoint.resources, prices) * HOURS_PER_MONTH
  if (each === 0) return undefined
  return { min: cents(each * endpoint.minReplicas), max: cents(each * endpoint.maxReplicas) }
}

export const isPriced = ({ cpuHour, memoryGiBHour, gpuHour }: Prices): boolean =>
  [cpuHour, memoryGiBHour, gpuHour].some((price) => price !== undefined)

function priceOf(resources: LinkedResources, { cpuHour = 0, memoryGiBHour = 0, gpuHour = 0 }: Prices): number {
  const { cpu, memory, gpu } = amountsOf(resources)
  return cpu * cpuHour + memory * memoryGiBHour + gpu * gpuHour
}

/** Cores, GiB and devices. */
export function amountsOf({ cpu = '0', memory = '0', gpu = 0 }: LinkedResources): { cpu: number; memory: number; gpu: number } {
  return { cpu: quantityOf(cpu), memory: quantityOf(memory) / GIB, gpu }
}

const cents = (amount: number): number => Math.round(amount * 10_000) / 10_000
const hundredths = (hours: number): number => Math.round(hours * 10_000) / 10_000
