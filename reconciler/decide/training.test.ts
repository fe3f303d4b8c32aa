import { describe, expect, it } from 'vitest'
import type { LinkedModel } from '../../compiler/graph/factory.js'
import { DAY, datasetOf, gatesOf, HOUR, modelOf, retrainOf, START } from '../testing/factory-fixture.js'
import { changedPart, decideTraining, type FinishedRun, finishRun, newTrainingState, type TrainingState, type Trigger } from './training.js'

/** One model with a clock: it decides, and ends runs when told to. */
class Driver {
  state: TrainingState = newTrainingState(START)
  now = START
  data = 'd1'
  checks = 'c1'
  model: LinkedModel

  constructor(model: LinkedModel = modelOf()) {
    this.model = model
  }

  decide(...asked: Trigger[]): this {
    this.state = decideTraining(this.state, this.model, { data: this.data, checks: this.checks, asked }, this.now)
    return this
  }

  after(millis: number, ...asked: Trigger[]): this {
    this.now += millis
    return this.decide(...asked)
  }

  finish(outcome: FinishedRun['outcome'] = 'registered', gpuHours = 0): this {
    const { hashes } = this.model
    this.state = finishRun(this.state, {
      finishedAt: this.now,
      outcome,
      message: '',
      hashes,
      data: this.data,
      checks: this.checks,
      gpuHours,
    })
    return this
  }

  /** A model that has been trained once and lacks nothing. */
  static trained(model?: LinkedModel): Driver {
    return new Driver(model).decide().finish()
  }
}

const drift = (at = START): Trigger => ({ reason: 'drift', at, detail: 'distance' })
const manual: Trigger = { reason: 'manual', at: START, detail: 'ann' }
const retraining = (change: Parameters<typeof retrainOf>[0]) => modelOf({ retrain: retrainOf(change) })

describe('a model', () => {
  it('is trained once to begin with', () => {
    const driver = new Driver().decide()
    expect(driver.state.run).toMatchObject({ id: 1, trigger: { reason: 'initial' }, asOf: START })
    expect(driver.finish().after(DAY).state.run).toBeUndefined()
  })

  it('is trained once also when it is asked again while it trains, as after a crash', () => {
    const driver = new Driver().decide().decide().after(HOUR)
    expect(driver.state.pending).toEqual([])
    expect(driver.finish().decide().state).toMatchObject({ run: undefined, pending: [] })
  })

  it.each<[string, LinkedModel, string]>([
    ['dataset', modelOf({}, datasetOf({ request: ['distance', 'hour'] })), 'dataset'],
    ['trainer', modelOf({ trainer: { ...modelOf().trainer, numNodes: 5 } }), 'trainer'],
    ['evaluation', modelOf({ evaluation: { slices: ['origin'], minSliceSize: 100, threshold: 0.5 } }), 'evaluation'],
    ['gates', modelOf({ gates: gatesOf({ sizeBytes: 5 }) }), 'gates'],
  ])('is tried again when its %s changes', (_, changed, detail) => {
    const driver = Driver.trained()
    driver.model = changed
    expect(driver.after(DAY).state.run?.trigger).toMatchObject({ reason: 'change', detail })
    expect(driver.finish().decide().state.run).toBeUndefined()
  })

  it('is not, where the file says so', () => {
    const driver = Driver.trained()
    driver.model = modelOf({ retrain: retrainOf({ onChange: false }), gates: gatesOf({ sizeBytes: 5 }) })
    expect(driver.after(DAY).state.run).toBeUndefined()
  })

  it('learns from the same rows when the rows are not what changed', () => {
    const driver = Driver.trained()
    driver.model = modelOf({ gates: gatesOf({ sizeBytes: 5 }) })
    expect(driver.after(DAY).state.run?.asOf).toBe(START)
    driver.finish()
    driver.model = modelOf({ gates: gatesOf({ sizeBytes: 5 }) }, datasetOf({ request: [] }))
    expect(driver.after(DAY).state.run?.asOf).toBe(START + 2 * DAY)
  })

  it('learns from all that is known where the data have changed meanwhile', () => {
    const driver = Driver.trained()
    driver.model = modelOf({ gates: gatesOf({ sizeBytes: 5 }) })
    driver.data = 'd2'
    expect(driver.after(DAY).state.run?.asOf).toBe(START + DAY)
  })

  it('is left alone after a failure until something changes', () => {
    const driver = new Driver().decide().finish('failed').after(DAY).after(DAY)
    expect(driver.state.run).toBeUndefined()
    driver.data = 'd2'
    expect(driver.decide().state.run?.trigger).toMatchObject({ reason: 'change' })
    expect(driver.finish('failed').after(DAY).state.run).toBeUndefined()
  })
})

it('a model whose data broke an expectation is tried again when another is expected, and only then', () => {
  const failed = new Driver().decide().finish('failed')
  failed.checks = 'c2'
  expect(failed.after(DAY).state.run?.trigger.reason).toBe('change')
  const fine = Driver.trained()
  fine.checks = 'c2'
  expect(fine.after(DAY).state.run).toBeUndefined()
})

describe('new data', () => {
  it.each([
    [true, 'data'],
    [false, undefined],
  ])('lead to training where onNewData is %s', (onNewData, reason) => {
    const driver = Driver.trained(retraining({ onNewData }))
    driver.data = 'd2'
    expect(driver.after(DAY).state.run?.trigger.reason).toBe(reason)
  })

  it('lead to one run, also when the decision is made again while it is on', () => {
    const driver = Driver.trained(retraining({ onNewData: true }))
    driver.data = 'd2'
    expect(driver.after(DAY).decide().finish().decide().state).toMatchObject({ run: undefined, pending: [], nextId: 3 })
  })
})

describe('a schedule', () => {
  const monthly = retraining({ schedule: '0 3 1 * *' })

  it('leads to a run at its tick', () => {
    const driver = Driver.trained(monthly).after(HOUR)
    expect(driver.state.run).toBeUndefined()
    expect(driver.after(2 * HOUR).state.run?.trigger).toMatchObject({ reason: 'schedule', at: START + 3 * HOUR })
  })

  it('is remembered while a run is on', () => {
    const driver = new Driver(monthly).decide().after(5 * HOUR)
    expect(driver.state.pending).toMatchObject([{ reason: 'schedule' }])
    expect(driver.finish().decide().state.run?.trigger.reason).toBe('schedule')
  })

  it('that is new does not count from before it was there', () => {
    const driver = Driver.trained().after(10 * DAY)
    driver.model = monthly
    expect(driver.after(HOUR).state.run).toBeUndefined()
    expect(driver.after(30 * DAY).state.run?.trigger.reason).toBe('schedule')
  })

  it('that was missed while nothing ran leads to one run', () => {
    const driver = Driver.trained(retraining({ schedule: '0 3 * * *' })).after(10 * DAY)
    expect(driver.state.run?.trigger.at).toBe(START + 9 * DAY + 3 * HOUR)
    expect(driver.finish().decide().state.run).toBeUndefined()
  })
})

describe('what is asked for', () => {
  it.each<[string, LinkedModel, Trigger['reason'], boolean]>([
    ['drift', modelOf(), 'drift', true],
    ['drift where onDrift is off', retraining({ onDrift: false }), 'drift', false],
    ['decay', modelOf(), 'decay', true],
    ['decay where onDecay is off', retraining({ onDecay: false }), 'decay', false],
    ['a person', retraining({ onDrift: false, onDecay: false, onChange: false }), 'manual', true],
  ])('%s', (_, model, reason, starts) => {
    const driver = Driver.trained(model).after(DAY, { reason, at: START, detail: '' })
    expect(driver.state.run?.trigger.reason).toBe(starts ? reason : undefined)
  })

  it('waits for the run that is on', () => {
    const driver = new Driver().decide().after(HOUR, drift())
    expect(driver.state.run?.id).toBe(1)
    expect(driver.finish().decide().state.run?.trigger.reason).toBe('drift')
  })

  it('is answered by one run, however often it is asked for', () => {
    const driver = Driver.trained().after(DAY, drift(1), drift(2), { reason: 'decay', at: 3, detail: '' })
    expect(driver.state.run?.trigger.reason).toBe('decay')
    expect(driver.state.pending).toEqual([])
  })

  it('by a person is answered by a run of its own', () => {
    const driver = new Driver().decide(manual)
    expect(driver.state.run?.trigger.reason).toBe('initial')
    expect(driver.finish().decide().state.run?.trigger.reason).toBe('manual')
  })

  it('waits for the cooldown and says so', () => {
    const driver = Driver.trained(retraining({ cooldownMs: 3 * DAY })).after(DAY, drift())
    expect(driver.state).toMatchObject({ run: undefined, waiting: 'drift: cooldown until 2013-01-04T00:00:00.000Z' })
    expect(driver.after(2 * DAY).state).toMatchObject({ run: { trigger: { reason: 'drift' } }, waiting: undefined })
  })

  it('waits for the cooldown after a failure, too', () => {
    const driver = Driver.trained(retraining({ cooldownMs: 3 * DAY }))
      .after(4 * DAY, drift())
      .finish('failed')
      .after(HOUR, drift())
    expect(driver.state.run).toBeUndefined()
    expect(driver.after(3 * DAY).state.run?.trigger.reason).toBe('drift')
  })

  it('waits for the budget', () => {
    const driver = Driver.trained(retraining({ budget: { runs: 2, perMs: 10 * DAY } }))
      .after(DAY, drift())
      .finish()
      .after(DAY, drift())
      .finish()
      .after(DAY, drift())
    expect(driver.state.waiting).toMatch(/budget of 2 runs/)
    expect(driver.after(8 * DAY).state.run?.trigger.reason).toBe('drift')
  })

  it('waits for GPU-hours', () => {
    const driver = Driver.trained(retraining({ budget: { gpuHours: 4, perMs: 10 * DAY } }))
      .after(DAY, drift())
      .finish('failed', 5)
      .after(DAY, drift())
    expect(driver.state.waiting).toMatch(/GPU-hours/)
    expect(driver.after(9 * DAY).state.run).toBeDefined()
  })

  it.each(['cooldown', 'budget'])('by a person or a change waits for no %s', (limit) => {
    const model = retraining(limit === 'cooldown' ? { cooldownMs: 100 * DAY } : { budget: { runs: 1, perMs: 100 * DAY } })
    const driver = Driver.trained(model).after(DAY, manual)
    expect(driver.state.run?.trigger.reason).toBe('manual')
    driver.finish()
    driver.model = modelOf({ retrain: model.retrain, gates: gatesOf({ sizeBytes: 5 }) })
    expect(driver.decide().state.run?.trigger.reason).toBe('change')
  })
})

it.each<[string, Partial<LinkedModel['hashes']>, string | undefined]>([
  ['nothing', {}, undefined],
  ['the first of several', { dataset: 'x', train: 'x', evaluate: 'x', gates: 'x' }, 'dataset'],
  ['a later one', { evaluate: 'x', gates: 'x' }, 'evaluation'],
])('the changed part is %s', (_, change, part) => {
  const hashes = { dataset: '1', train: '2', evaluate: '3', gates: '4' }
  expect(changedPart(hashes, { ...hashes, ...change })).toBe(part)
})
