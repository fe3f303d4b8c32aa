import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { JobError } from '../../schema/generated/jobs.js'
import type { TrainingState } from '../decide/training.js'
import { factoryOf, modelOf } from '../testing/factory-fixture.js'
import { Laptop } from '../testing/laptop.js'
import { reopenRuns } from './training-controller.js'

let laptop: Laptop
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  laptop = new Laptop()
})
afterEach(() => {
  vi.useRealTimers()
  laptop.dispose()
})

const factory = factoryOf()
const state = () => laptop.reconciler.store.document<TrainingState>('training', 'late')
const training = (error: JobError | undefined): void => {
  laptop.machine.script = error ? { Train: () => ({ error }) } : {}
}
/** Starts the reconciler anew, as a person does. */
const restart = async (): Promise<void> => {
  laptop.stop()
  reopenRuns([modelOf()], laptop.reconciler.store)
  await laptop.apply(factory)
}
const full: JobError = { code: 'AF8005', message: 'the disk is full', retryable: true }

it('a run for which there is no space stays open, and goes on by itself once there is', async () => {
  training(full)
  await laptop.apply(factory)
  expect(state()).toMatchObject({ run: { id: 1 }, history: [] })
  expect(laptop.reconciler.engine.failureOf('model/late')).toContain('AF8005')

  training(undefined)
  vi.setSystemTime(Date.now() + 5000)
  await laptop.reconciler.engine.settle()
  expect(state()?.history).toMatchObject([{ id: 1, outcome: 'registered' }])
  expect(laptop.reconciler.engine.failureOf('model/late')).toBeUndefined()
})

it('a run whose process was killed is taken up again by the next start, and only by it', async () => {
  training({ code: 'AF8016', message: 'killed', retryable: true })
  await laptop.apply(factory)
  training(undefined)
  await laptop.reconciler.engine.settle()
  expect(state()?.history).toMatchObject([{ id: 1, outcome: 'failed' }])
  laptop.machine.newlyRan()

  await restart()
  expect(laptop.machine.newlyRan().slice(0, 2)).toEqual(['Train', 'Evaluate'])
  expect(state()?.history).toMatchObject([{ id: 1, outcome: 'registered', version: 1 }])
})

it('a run that failed by itself is not', async () => {
  training({ code: 'AF7321', message: 'one class' })
  await laptop.apply(factory)
  laptop.machine.newlyRan()
  await restart()
  expect(laptop.machine.newlyRan()).toEqual([])
  expect(state()?.history).toMatchObject([{ id: 1, outcome: 'failed' }])
})
