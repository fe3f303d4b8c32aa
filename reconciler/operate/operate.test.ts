import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Factory } from '../../compiler/graph/factory.js'
import type { EndpointState } from '../decide/rollout.js'
import type { TrainingState } from '../decide/training.js'
import { askForTraining } from '../engine/training-controller.js'
import { DAY, endpointOf, factoryOf, gatesOf, HOUR, modelOf, rolloutOf } from '../testing/factory-fixture.js'
import { Laptop } from '../testing/laptop.js'
import { checkRequest, objectNamed } from './check-request.js'
import { leaveRequest, waitingRequests } from './inbox.js'
import { type OperatorRequest, WHOLE } from './request.js'

let laptop: Laptop
let count: number
beforeEach(() => {
  laptop = new Laptop()
  count = 0
})
afterEach(() => laptop.dispose())

type Asked = OperatorRequest extends infer R ? (R extends OperatorRequest ? Omit<R, 'id' | 'by'> & { by?: string } : never) : never

/** Leaves a request, as a command does from another process, and lets the reconciler look. */
async function ask(request: Asked): Promise<void> {
  leaveRequest(laptop.reconciler.store, { id: `r${++count}`, by: 'ann', ...request } as OperatorRequest)
  await laptop.pass(1)
}
const versions = () => laptop.reconciler.store.versions('late').map(({ version, state }) => `${version} ${state}`)
const events = () => laptop.reconciler.store.events(100).map(({ kind, message }) => `${kind}: ${message}`)
const endpoint = () => laptop.reconciler.store.document<EndpointState>('endpoint', 'api')
const route = () => laptop.machine.servers.get('api')?.desired.route

/** A model that serves, and a second one of which a tenth of the traffic is let in until a person speaks. */
async function paused(factory: Factory = waiting): Promise<void> {
  await laptop.apply(factory)
  askForTraining(laptop.reconciler, 'late', { reason: 'manual', at: laptop.now, detail: 'ann' })
  await laptop.pass(HOUR)
}
const waiting = factoryOf({
  endpoints: [endpointOf({ rollout: rolloutOf({ steps: [{ kind: 'setWeight', weight: 0.1 }, { kind: 'pause' }] }) })],
})

describe('a rollout that waits for a person', () => {
  it('goes on by their word', async () => {
    await paused()
    await laptop.pass(10 * DAY, DAY)
    expect(route()).toEqual({ primary: 1, canary: { version: 2, weight: 0.1 } })
    await ask({ kind: 'continue', endpoint: 'api' })
    expect(route()).toEqual({ primary: 2 })
    expect(events().join('\n')).toContain('continued: the rollout goes on by the word of ann')
  })

  it('is promoted at once where that is asked for, and can be taken back', async () => {
    await paused()
    await ask({ kind: 'promote', model: 'late', version: 2, reason: 'looks good' })
    expect(versions()).toEqual(['1 archived', '2 champion'])
    expect([route(), endpoint()]).toEqual([{ primary: 2 }, { stable: 2, previous: 1 }])
    expect(events().join('\n')).toContain('promoted: version 2, by ann: looks good')
    await ask({ kind: 'rollback', endpoint: 'api', reason: 'no' })
    expect(versions()).toEqual(['1 champion', '2 rejected'])
    expect(route()).toEqual({ primary: 1 })
    await ask({ kind: 'promote', model: 'late', version: 2 })
    expect(route()).toEqual({ primary: 1 })
    expect(events().at(-1)).toMatch(/request_refused: promote by ann is refused: AF8432/)
  })

  it('is given up where it is rolled back, for good', async () => {
    await paused()
    await ask({ kind: 'rollback', endpoint: 'api' })
    expect(versions()).toEqual(['1 champion', '2 rejected'])
    expect(route()).toEqual({ primary: 1 })
    expect(laptop.reconciler.store.version('late', 2)).toMatchObject({ rejectedBy: 'live', reason: 'rolled back by ann' })
  })

  it('gives way to an older version that a person chooses', async () => {
    await paused()
    await ask({ kind: 'promote', model: 'late', version: 1 })
    expect(versions()).toEqual(['1 champion', '2 archived'])
    await laptop.pass(DAY)
    expect(route()).toEqual({ primary: 1 })
  })
})

describe('what is suspended', () => {
  it('is left as it is until it is resumed', async () => {
    await paused()
    await ask({ kind: 'suspend', object: 'endpoint/api', reason: 'freeze' })
    await ask({ kind: 'continue', endpoint: 'api' })
    await laptop.pass(DAY)
    expect(route()).toEqual({ primary: 1, canary: { version: 2, weight: 0.1 } })
    await ask({ kind: 'resume', object: 'api' })
    expect(route()).toEqual({ primary: 2 })
    expect(events().filter((line) => /suspended|resumed/.test(line))).toEqual(['suspended: by ann: freeze', 'resumed: by ann'])
  })

  it('as a whole does nothing, but hears', async () => {
    await laptop.apply(waiting)
    await ask({ kind: 'suspend', object: WHOLE })
    askForTraining(laptop.reconciler, 'late', { reason: 'manual', at: laptop.now, detail: 'ann' })
    await laptop.pass(DAY)
    expect(versions()).toEqual(['1 champion'])
    await ask({ kind: 'resume', object: WHOLE })
    await laptop.pass(1)
    expect(versions()).toEqual(['1 champion', '2 candidate'])
  })
})

describe('a model whose gates ask people', () => {
  const approval = { approvers: ['ann', 'bob', 'eve'], count: 2 }
  const asked = factoryOf({ models: [modelOf({ gates: gatesOf({ approval }) })] })

  it('serves once enough of them have spoken, each once', async () => {
    await laptop.apply(asked)
    expect(versions()).toEqual(['1 candidate'])
    expect(route()).toBeUndefined()
    expect(events().at(-1)).toMatch(/^approval_needed: version 1 .* waits for approval/)
    await ask({ kind: 'promote', model: 'late', version: 1 })
    await ask({ kind: 'approve', model: 'late', version: 1, by: 'mallory' })
    await ask({ kind: 'approve', model: 'late', version: 1, by: 'ann', reason: 'fine' })
    await ask({ kind: 'approve', model: 'late', version: 1, by: 'ann' })
    expect(route()).toBeUndefined()
    await ask({ kind: 'approve', model: 'late', version: 1, by: 'bob', signature: 'SHA256:x' })
    expect(versions()).toEqual(['1 champion'])
    expect(route()).toEqual({ primary: 1 })
    const { approvals, gates } = laptop.reconciler.store.version('late', 1) ?? {}
    expect(approvals).toMatchObject([{ by: 'ann' }, { by: 'bob', signedBy: 'SHA256:x' }])
    expect(gates?.verdict).toBe('pass')
    expect(events().filter((line) => line.includes('refused'))).toMatchObject([
      expect.stringContaining('AF8432'),
      expect.stringContaining('AF8433'),
    ])
  })

  it('asks anew for another version, and no more for the one before', async () => {
    await laptop.apply(asked)
    askForTraining(laptop.reconciler, 'late', { reason: 'manual', at: laptop.now, detail: 'ann' })
    await laptop.pass(HOUR)
    expect(versions()).toEqual(['1 archived', '2 candidate'])
    await ask({ kind: 'approve', model: 'late', version: 1 })
    expect(events().at(-1)).toContain('AF8432')
  })

  it('keeps what was said where the same model comes out again', async () => {
    await laptop.apply(asked)
    await ask({ kind: 'approve', model: 'late', version: 1, by: 'ann' })
    const digest = laptop.reconciler.store.version('late', 1)?.digest
    laptop.machine.script.Train = () => ({ artifact: digest })
    askForTraining(laptop.reconciler, 'late', { reason: 'manual', at: laptop.now, detail: 'ann' })
    await laptop.pass(HOUR)
    await ask({ kind: 'approve', model: 'late', version: 1, by: 'bob' })
    expect(versions()).toEqual(['1 champion'])
    expect(laptop.reconciler.store.document<TrainingState>('training', 'late')?.history).toHaveLength(2)
  })
})

it('a request is carried out once, also where it was left while nobody was at work', async () => {
  await paused()
  const { store } = laptop.reconciler
  const request: OperatorRequest = { id: 'same', by: 'ann', kind: 'continue', endpoint: 'api' }
  leaveRequest(store, request)
  leaveRequest(store, request)
  expect(waitingRequests(store)).toHaveLength(1)
  laptop.stop()
  await laptop.apply(waiting)
  expect(waitingRequests(laptop.reconciler.store)).toEqual([])
  expect(route()).toEqual({ primary: 2 })
})

it.each([
  [{ kind: 'suspend', object: 'none' }, 'AF8431'],
  [{ kind: 'promote', model: 'none', version: 1 }, 'AF8431'],
  [{ kind: 'promote', model: 'late', version: 9 }, 'AF8431'],
  [{ kind: 'rollback', endpoint: 'none' }, 'AF8431'],
  [{ kind: 'rollback', endpoint: 'api' }, 'AF8432'],
  [{ kind: 'continue', endpoint: 'api' }, 'AF8432'],
  [{ kind: 'approve', model: 'late', version: 1 }, 'AF8433'],
] as const)('%j is refused', async (request, code) => {
  await laptop.apply(factoryOf())
  expect(() => checkRequest({ id: 'x', by: 'ann', ...request } as OperatorRequest, factoryOf(), laptop.reconciler.store)).toThrow(
    expect.objectContaining({ code }),
  )
})

it('an object is named by its kind, or by its name where no other has it', () => {
  const factory = factoryOf({ endpoints: [endpointOf({ name: 'late' }), endpointOf()] })
  expect(objectNamed(factory, 'api')).toBe('endpoint/api')
  expect(objectNamed(factory, 'model/late')).toBe('model/late')
  expect(() => objectNamed(factory, 'late')).toThrow(expect.objectContaining({ code: 'AF8431' }))
})
