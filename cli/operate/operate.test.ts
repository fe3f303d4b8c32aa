import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Factory } from '../../compiler/graph/factory.js'
import { askForTraining } from '../../reconciler/engine/training-controller.js'
import { type Layout, layoutOf } from '../../reconciler/platforms/local/layout.js'
import { takeLock } from '../../reconciler/platforms/local/lock.js'
import { Store } from '../../reconciler/store/store.js'
import {
  DAY,
  endpointOf,
  factoryOf,
  gatesOf,
  HOUR,
  modelOf,
  monitorOf,
  retrainOf,
  rolloutOf,
} from '../../reconciler/testing/factory-fixture.js'
import { Laptop } from '../../reconciler/testing/laptop.js'
import { run as approve } from '../commands/approve.js'
import { run as events } from '../commands/events.js'
import { run as logs } from '../commands/logs.js'
import { run as promote } from '../commands/promote.js'
import { run as rollback } from '../commands/rollback.js'
import { run as status } from '../commands/status.js'
import { run as suspend } from '../commands/suspend.js'
import { run as whyCommand } from '../commands/why.js'
import { openLocalDesk } from './local-desk.js'
import { why } from './why/why.js'

let dir: string
let layout: Layout
let laptop: Laptop
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'operate-'))
  layout = layoutOf(dir)
  mkdirSync(layout.root, { recursive: true })
  laptop = new Laptop()
  laptop.start(() => new Store(layout.database))
})
afterEach(() => {
  laptop.dispose()
  rmSync(dir, { recursive: true, force: true })
})

async function apply(factory: Factory): Promise<void> {
  laptop.reconciler.store.putDocument('factory', 'current', factory)
  await laptop.apply(factory)
}
async function second(): Promise<void> {
  askForTraining(laptop.reconciler, 'late', { reason: 'manual', at: laptop.now, detail: 'ann' })
  await laptop.pass(HOUR)
}
const waiting = factoryOf({
  endpoints: [endpointOf({ rollout: rolloutOf({ steps: [{ kind: 'setWeight', weight: 0.1 }, { kind: 'pause' }] }) })],
  monitors: [monitorOf()],
})

/** Runs a command as the program does; gives its exit status and what it printed, as JSON. */
async function command(run: typeof status, ...args: readonly string[]): Promise<{ status: number; json: unknown; text: string }> {
  let text = ''
  const output = {
    out(part: string) {
      text += part
    },
    error: () => {},
    colour: false,
  }
  const code = await run([...args, '--dir', dir, '--output', 'json'], output)
  return { status: code, text, json: text ? JSON.parse(text) : undefined }
}
const explain = (object: string) => {
  const desk = openLocalDesk(dir)
  try {
    return why(desk, object)
  } finally {
    desk.close()
  }
}

describe('aifactory why', () => {
  it('says that a rollout waits for a person, and what that person can do', async () => {
    await apply(waiting)
    await second()
    expect(explain('api')).toMatchObject({
      object: 'endpoint/api',
      headline: expect.stringMatching(/^the rollout of version 2 waits for a person/),
      next: ['aifactory approve api', 'aifactory rollback api'],
    })
    expect(explain('late')).toMatchObject({
      headline: 'version 2 passed its gates and is on its way',
      because: expect.arrayContaining([expect.stringContaining('endpoint/api is at waits for approval')]),
    })
    expect(explain('late@1').headline).toBe('version 1 is the champion')
    expect(explain('watch').headline).toBe('it has not checked api yet')
    expect(() => explain('late@7')).toThrow(expect.objectContaining({ code: 'AF8431', hint: 'There is late@2, late@1.' }))
  })

  it('says which gate was not met, by how much', async () => {
    const gates = gatesOf({ metrics: [{ metric: 'roc_auc', min: 0.99, minSamples: 1, severity: 'error' }] })
    await apply(factoryOf({ models: [modelOf({ gates })] }))
    expect(explain('late')).toMatchObject({
      headline: 'version 1 is not promoted: it did not pass its gates',
      because: ['roc_auc >= 0.99 is not met', 'no version serves'],
      evidence: [{ what: 'roc_auc', wanted: '>= 0.99', verdict: 'fail' }],
    })
    expect(explain('api')).toMatchObject({ headline: 'it has no version to answer with yet', evidence: [{ what: 'roc_auc' }] })
  })

  it('says that training waits for its budget, or has failed and why', async () => {
    const retrain = retrainOf({ onNewData: true, budget: { runs: 1, perMs: 10 * DAY } })
    await apply(factoryOf({ models: [modelOf({ retrain })] }))
    laptop.machine.files.trips = 'trips-2'
    await laptop.pass(DAY)
    laptop.machine.files.trips = 'trips-3'
    await laptop.pass(DAY)
    expect(explain('model/late')).toMatchObject({
      because: expect.arrayContaining([expect.stringMatching(/waits: data: .*budget of 1 runs/)]),
    })
    laptop.machine.script.Train = () => ({ error: { code: 'AF7301', message: 'the loss is NaN' } })
    await second()
    expect(explain('late')).toMatchObject({
      headline: expect.stringMatching(/^run \d has failed/),
      because: expect.arrayContaining([expect.stringContaining('the loss is NaN')]),
    })
    expect(JSON.stringify((await command(logs, 'late')).json)).toContain('the loss is NaN')
  })
})

describe('commands that ask', () => {
  it('are carried out at once while nobody is at work, and recorded', async () => {
    await apply(waiting)
    await second()
    const asked = await command(suspend, 'late', '--as', 'ann', '--reason', 'freeze')
    expect(asked).toMatchObject({ status: 0, json: { event: { kind: 'suspended', message: 'by ann: freeze' }, atWork: false } })
    expect(explain('late')).toMatchObject({
      headline: expect.stringMatching(/^it is left as it is: suspended by ann since .*\(freeze\)$/),
      next: ['aifactory resume model/late'],
    })
    expect((await command(promote, 'late', '--as', 'ann')).json).toMatchObject({ event: { kind: 'promoted', facts: { version: 2 } } })
    await laptop.pass(1)
    expect(laptop.machine.servers.get('api')?.desired.route).toEqual({ primary: 2 })
    expect((await command(rollback, 'api', '--as', 'bob')).status).toBe(0)
    expect(laptop.reconciler.store.version('late', 2)).toMatchObject({ state: 'rejected', reason: 'rolled back by bob' })
    const told = (await command(events, 'late')).json as { kind: string }[]
    expect(told.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['suspended', 'promoted']))
  })

  it('are left for who is at work, and wait for the answer', async () => {
    await apply(waiting)
    await second()
    const release = takeLock(layout.lock)
    const asked = command(approve, 'api', '--as', 'ann')
    for (let passes = 0; passes < 100 && laptop.machine.servers.get('api')?.desired.route.primary !== 2; passes++) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      await laptop.pass(1)
    }
    expect((await asked).json).toMatchObject({ event: { kind: 'continued' }, atWork: true })
    expect(laptop.machine.servers.get('api')?.desired.route).toEqual({ primary: 2 })
    release()
  })

  it('are refused with a code and what can be done', async () => {
    await apply(factoryOf({ models: [modelOf({ gates: gatesOf({ approval: { approvers: ['ann@example.com'], count: 1 } }) })] }))
    expect(explain('late')).toMatchObject({
      headline: 'version 1 waits for approval',
      next: [expect.stringContaining('aifactory approve late')],
    })
    expect(await command(promote, 'late', '--version', '1')).toMatchObject({ status: 1, json: { error: { code: 'AF8432' } } })
    expect(await command(approve, 'late', '--as', 'eve')).toMatchObject({ status: 1, json: { error: { code: 'AF8433' } } })
    expect(await command(rollback, 'late')).toMatchObject({ status: 1, json: { error: { code: 'AF8431' } } })
    expect((await command(approve, 'late', '--as', 'ann@example.com')).status).toBe(0)
    expect(explain('late').headline).toBe('version 1 passed its gates and is on its way')
    await laptop.pass(1)
    expect(explain('late').headline).toBe('version 1 is the champion')
  })
})

it('status tells every object in a line', async () => {
  await apply(waiting)
  const { json } = await command(status)
  expect(json).toMatchObject({
    factory: { name: waiting.name },
    atWork: false,
    objects: [{ object: 'model/late' }, { object: 'endpoint/api' }, { object: 'monitor/watch' }],
  })
})

it('logs shows what the server of an endpoint has written', async () => {
  await apply(waiting)
  mkdirSync(join(layout.servers, 'api'), { recursive: true })
  writeFileSync(join(layout.servers, 'api/server.log'), 'one\ntwo\nthree\n')
  expect((await command(logs, 'api', '--lines', '2')).json).toEqual([
    { source: 'server of api', text: 'two' },
    { source: 'server of api', text: 'three' },
  ])
})

it('a folder in which nothing is in force is told, and a bad option is bad usage', async () => {
  expect(await command(status)).toMatchObject({ status: 1, json: { error: { code: 'AF8430' } } })
  await expect(whyCommand([])).resolves.toBe(2)
})
