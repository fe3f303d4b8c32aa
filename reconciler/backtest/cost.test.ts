import { expect, it } from 'vitest'
import { HOUR, modelOf, START } from '../testing/factory-fixture.js'
import { costOf } from './cost.js'

const trained = (seconds: number | undefined) => ({ model: 'late', at: START, seconds })
const { trainer } = modelOf()
const model = modelOf({ trainer: { ...trainer, numNodes: 2, resources: { cpu: '500m', memory: '4Gi', gpu: 1 } } })

it('is the time of trainings by the resources of all nodes and the prices of the platform', () => {
  const hours = [trained(HOUR / 1000), trained(HOUR / 2000)]
  expect(costOf(hours, model, { currency: 'EUR', cpuHour: 1, gpuHour: 2, memoryGiBHour: 0.25 }, undefined)).toEqual({
    basis: 'nominal',
    hours: 1.5,
    cpuHours: 1.5,
    gpuHours: 3,
    memoryGiBHours: 12,
    amount: 10.5,
    currency: 'EUR',
  })
})

it('has no amount without prices, and says what it does not know', () => {
  const cost = costOf([trained(60), trained(undefined)], model, { currency: 'USD' }, undefined)
  expect(cost).toMatchObject({ basis: 'unknown', cpuHours: 0.0167 })
  expect(cost).not.toHaveProperty('amount')
  expect(costOf([trained(60)], model, { currency: 'USD' }, 60).basis).toBe('said')
})
