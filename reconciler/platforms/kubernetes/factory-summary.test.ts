import { beforeEach, expect, it } from 'vitest'
import type { EndpointState } from '../../decide/rollout.js'
import { newTrainingState, type TrainingState } from '../../decide/training.js'
import { Store } from '../../store/store.js'
import { factoryOf } from '../../testing/factory-fixture.js'
import { liveStatus } from './factory-summary.js'

let store: Store
beforeEach(() => {
  store = new Store(':memory:')
})
const summary = () => liveStatus(factoryOf(), store, (name) => `http://${name}`).summary
const training = (change: Partial<TrainingState>) => store.putDocument('training', 'late', { ...newTrainingState(0), ...change })
const endpoint = (state: object) => store.putDocument('endpoint', 'api', state as EndpointState)
const run = { id: 1, trigger: { reason: 'initial', at: 0, detail: 'no version yet' }, asOf: 0, startedAt: 0 } as const

it.each<[string, () => void, string]>([
  ['nothing yet', () => {}, 'late pending; api waits for a version'],
  ['a first training', () => training({ run }), 'late training; api waits for a version'],
  ['a version that serves', () => (store.setAlias('late', 'champion', 1), endpoint({ stable: 1 })), 'api v1'],
  [
    'a rollout',
    () => (store.setAlias('late', 'champion', 1), endpoint({ stable: 1, rollout: { version: 2, weight: 0.2 } })),
    'api v1, v2 at 20%',
  ],
  [
    'a training that waits',
    () => (store.setAlias('late', 'champion', 1), training({ waiting: 'the cooldown' }), endpoint({ stable: 1 })),
    'late waiting; api v1',
  ],
])('tells of %s', (_, given, words) => {
  given()
  expect(summary()).toBe(words)
})

it('says why a training failed, and where an endpoint is', () => {
  const past = {
    ...run,
    finishedAt: 1,
    outcome: 'failed',
    message: 'validating trips: broken',
    hashes: factoryOf().models.late?.hashes,
    data: '',
    gpuHours: 0,
  }
  training({ history: [past as TrainingState['history'][number]] })
  expect(liveStatus(factoryOf(), store, (name) => `http://${name}`)).toMatchObject({
    models: [{ name: 'late', state: 'failed', message: 'validating trips: broken' }],
    endpoints: [{ name: 'api', url: 'http://api' }],
  })
})
