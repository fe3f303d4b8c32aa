import { describe, expect, it } from 'vitest'
import type { LinkedRollout } from '../../compiler/graph/factory.js'
import type { AnalysisReport, SequenceResult } from '../../schema/generated/jobs.js'
import { DAY, HOUR, metricOf, rolloutOf, START } from '../testing/factory-fixture.js'
import { decideRollout, type EndpointState, type RolloutCommand, type RolloutEvidence, routeOf } from './rollout.js'

/** Drives the machine as a controller does: it measures when told to, and takes a rejected version away. */
class Driver {
  state: EndpointState
  readonly commands: RolloutCommand[] = []
  now = START
  candidate: number | undefined = 2
  spec: LinkedRollout
  /** The value of each metric that is measured next. */
  values: Record<string, number | undefined> = { prediction_psi: 0.1, error_rate: 0 }
  samples = 1000
  /** The intervals of each metric that is measured next. */
  sequences: Record<string, Pick<SequenceResult, 'difference'>> = {}

  constructor(spec: LinkedRollout, state: EndpointState = { stable: 1 }) {
    this.spec = spec
    this.state = state
  }

  step(evidence: Omit<RolloutEvidence, 'candidate'> = {}): this {
    let report: AnalysisReport | undefined = evidence.report
    let { approved } = evidence
    for (;;) {
      const { state, commands } = decideRollout(
        this.state,
        this.spec,
        { ...evidence, approved, candidate: this.candidate, report },
        this.now,
      )
      this.state = state
      approved = false
      this.commands.push(...commands)
      if (commands.some(({ kind }) => kind === 'reject')) this.candidate = state.stable
      const measure = commands.find((command) => command.kind === 'measure')
      if (!measure) return this
      report = this.report(measure)
    }
  }

  after(millis: number, evidence: Omit<RolloutEvidence, 'candidate'> = {}): this {
    this.now += millis
    return this.step(evidence)
  }

  report(measure: Extract<RolloutCommand, { kind: 'measure' }>): AnalysisReport {
    const { version, champion, metrics, from, to, sequences = [] } = measure
    return {
      endpoint: 'api',
      version,
      champion,
      window: { from: new Date(from).toISOString(), to: new Date(to).toISOString() },
      measurements: metrics.map((metric) => ({
        metric,
        value: this.values[metric],
        champion: this.values[metric],
        samples: this.samples,
        sequences: sequences
          .filter((asked) => asked.metric === metric)
          .map((asked) => ({ ...asked, method: 'asymptotic' as const, value: {}, ...this.sequences[metric] })),
      })),
    }
  }

  get route() {
    return routeOf(this.state, this.spec)
  }

  get kinds(): string[] {
    return this.commands.map((command) => (command.kind === 'note' ? command.what : command.kind))
  }
}

describe('the first version', () => {
  it('answers at once', () => {
    const driver = new Driver(rolloutOf(), {}).step()
    expect(driver.state).toEqual({ stable: 2 })
    expect(driver.commands).toEqual([{ kind: 'promote', version: 2 }])
  })

  it('is waited for', () => {
    const driver = new Driver(rolloutOf(), {})
    driver.candidate = undefined
    expect(driver.step().route).toBeUndefined()
  })
})

describe('an A/B test', () => {
  const better = metricOf({ metric: 'brier', versus: 'champion', confidence: 0.95, inconclusiveLimit: 1000, max: undefined })
  const test = () =>
    new Driver(
      rolloutOf({
        strategy: 'ab',
        steps: [
          { kind: 'setWeight', weight: 0.5 },
          { kind: 'analysis', name: 'better' },
        ],
        analysis: { better: [better] },
        stickiness: { header: 'x-user' },
      }),
    )
  /** The interval of the improvement at the next look. */
  const look = (driver: Driver, lower: number, upper: number) => {
    driver.values = { brier: 0.2 }
    driver.sequences = { brier: { difference: { lower, upper } } }
    return driver.after(HOUR)
  }

  it('holds its share for the same users, however often it looks, until the interval decides for the new version', () => {
    const driver = test().step()
    for (let i = 0; i < 20; i++) {
      look(driver, -0.02, 0.03)
      expect(driver.route).toEqual({ primary: 1, canary: { version: 2, weight: 0.5, stickiness: { header: 'x-user' } } })
    }
    look(driver, 0.001, 0.02)
    expect(driver.state).toEqual({ stable: 2, previous: 1 })
  })

  it('ends with the champion where the new version is worse, or nothing is decided in time', () => {
    const worse = look(test().step(), -0.02, -0.001)
    expect(worse.state).toEqual({ stable: 1 })
    expect(worse.commands.at(-1)).toMatchObject({ kind: 'reject', version: 2 })
    const undecided = look(test().step(), -0.02, 0.03)
    expect(undecided.after(15 * DAY).state).toEqual({ stable: 1 })
  })

  it('starts again where other things become sticky', () => {
    const driver = look(test().step(), -0.02, 0.03)
    driver.spec = { ...driver.spec, stickiness: { input: 'carrier' } }
    driver.step()
    expect(driver.state.rollout?.startedAt).toBe(driver.now)
  })
})

describe('blue-green', () => {
  const switched = () =>
    new Driver(
      rolloutOf({
        strategy: 'blueGreen',
        steps: [
          { kind: 'mirror', share: 1 },
          { kind: 'analysis', name: 'before' },
          { kind: 'setWeight', weight: 1 },
          { kind: 'analysis', name: 'after' },
        ],
        analysis: { before: [metricOf({ metric: 'prediction_psi', max: 0.2 })], after: [metricOf({ metric: 'error_rate', max: 0.01 })] },
      }),
    )
      .step()
      .after(HOUR)

  it('switches all requests at once and keeps the version before loaded until the analysis behind it has passed', () => {
    const driver = switched()
    expect(driver.route).toEqual({ primary: 1, canary: { version: 2, weight: 1 } })
    expect(driver.after(HOUR).state).toEqual({ stable: 2, previous: 1 })
  })

  it('goes back at once where that analysis fails', () => {
    const driver = switched()
    driver.values = { error_rate: 0.5 }
    expect(driver.after(HOUR).route).toEqual({ primary: 1 })
    expect(driver.commands.at(-1)).toMatchObject({ kind: 'reject', version: 2 })
  })
})

describe('a canary', () => {
  it('goes through its steps to the end', () => {
    const driver = new Driver(rolloutOf()).step()
    expect(driver.route).toEqual({ primary: 1, mirror: { version: 2, share: 1 } })
    driver.after(HOUR - 1)
    expect(driver.kinds).toEqual(['rollout_started', 'step'])
    driver.after(1)
    expect(driver.route).toEqual({ primary: 1, canary: { version: 2, weight: 0.2 } })
    driver.after(2 * HOUR - 1)
    expect(driver.route).toEqual({ primary: 1, canary: { version: 2, weight: 0.2 } })
    driver.after(1).after(HOUR)
    expect(driver.state).toEqual({ stable: 2, previous: 1 })
    expect(driver.commands.at(-1)).toEqual({ kind: 'promote', version: 2, previous: 1 })
  })

  it('measures the traffic since it was last shifted', () => {
    const driver = new Driver(rolloutOf())
      .step()
      .after(HOUR)
      .after(2 * HOUR)
      .after(HOUR)
    const measured = driver.commands.filter((command) => command.kind === 'measure')
    expect(measured).toEqual([
      { kind: 'measure', version: 2, champion: 1, from: START, to: START + HOUR, metrics: ['prediction_psi'] },
      { kind: 'measure', version: 2, champion: 1, from: START + HOUR, to: START + 4 * HOUR, metrics: ['error_rate'] },
    ])
  })

  it('routes by a header where a step says so', () => {
    const steps: LinkedRollout['steps'] = [
      { kind: 'setHeaderRoute', name: 'x-beta', value: '1' },
      { kind: 'pause', durationMs: HOUR },
    ]
    const driver = new Driver(rolloutOf({ steps })).step()
    expect(driver.route).toEqual({ primary: 1, header: { version: 2, name: 'x-beta', value: '1' } })
    expect(driver.after(HOUR).route).toEqual({ primary: 2 })
  })

  it('gives all traffic back at once when an analysis fails, and rejects the version', () => {
    const driver = new Driver(rolloutOf()).step()
    driver.values.prediction_psi = 0.9
    driver.after(HOUR)
    expect(driver.route).toEqual({ primary: 1 })
    expect(driver.kinds.at(-1)).toBe('reject')
    driver.after(DAY)
    expect(driver.state).toEqual({ stable: 1 })
  })

  it('is not promoted without evidence, however long it waits', () => {
    const driver = new Driver(rolloutOf({ deadlineMs: 1000 * DAY })).step()
    driver.values = {}
    for (let hour = 0; hour < 100; hour++) driver.after(HOUR)
    expect(driver.state.stable).toBe(1)
    expect(driver.state.rollout?.paused).toMatch(/inconclusive/)
    expect(driver.kinds.filter((kind) => kind === 'paused')).toHaveLength(1)
  })

  it('passes no analysis that is not there', () => {
    const driver = new Driver(rolloutOf({ steps: [{ kind: 'analysis', name: 'forgotten' }], analysis: {} })).step()
    for (let day = 0; day < 13; day++) driver.after(DAY)
    expect(driver.state.rollout?.step).toBe(0)
    expect(driver.after(2 * DAY).kinds.at(-1)).toBe('reject')
  })

  it('fails at its deadline', () => {
    const driver = new Driver(
      rolloutOf({
        steps: [
          { kind: 'setWeight', weight: 0.5 },
          { kind: 'pause', durationMs: 30 * DAY },
        ],
      }),
    ).step()
    driver.after(14 * DAY)
    expect(driver.route?.canary?.weight).toBe(0.5)
    driver.after(1)
    expect(driver.route).toEqual({ primary: 1 })
    expect(driver.commands.at(-1)).toMatchObject({ kind: 'reject', version: 2 })
  })
})

describe('a person', () => {
  const manual = rolloutOf({ steps: [{ kind: 'setWeight', weight: 0.1 }, { kind: 'pause' }] })

  it('is waited for, also beyond the deadline', () => {
    const driver = new Driver(manual).step().after(100 * DAY)
    expect(driver.route).toEqual({ primary: 1, canary: { version: 2, weight: 0.1 } })
    expect(driver.after(1, { approved: true }).state).toEqual({ stable: 2, previous: 1 })
  })

  it('approves nothing by saying so before it waits', () => {
    const driver = new Driver(manual).step({ approved: true })
    expect(driver.state.rollout?.paused).toBeDefined()
  })

  it('approves one pause at a time', () => {
    const driver = new Driver(rolloutOf({ steps: [{ kind: 'pause' }, { kind: 'pause' }] })).step()
    expect(driver.after(1, { approved: true }).state.rollout?.step).toBe(1)
    expect(driver.after(1, { approved: true }).state.stable).toBe(2)
  })

  it('decides after a failure where the file says pause', () => {
    const driver = new Driver(rolloutOf({ onFailure: 'pause' })).step()
    driver.values.prediction_psi = 0.9
    driver.after(HOUR).after(HOUR)
    expect(driver.state.rollout?.paused).toMatch(/parity/)
    expect(driver.kinds.filter((kind) => kind === 'paused')).toHaveLength(1)
    driver.after(1, { approved: true })
    expect(driver.route?.canary?.weight).toBe(0.2)
  })

  it('gives a rollout its time again after the deadline, and skips nothing by that', () => {
    const driver = new Driver(rolloutOf({ onFailure: 'pause', deadlineMs: HOUR / 2 })).step()
    driver.after(HOUR - 1)
    expect(driver.state.rollout?.paused).toMatch(/deadline/)
    driver.after(0, { approved: true })
    expect(driver.state.rollout).toMatchObject({ step: 1, paused: undefined })
    driver.after(1)
    expect(driver.state.rollout?.weight).toBe(0.2)
  })
})

describe('another version', () => {
  it('takes the place of the one being tried, from the first step on', () => {
    const driver = new Driver(rolloutOf()).step().after(HOUR)
    driver.candidate = 3
    driver.after(1)
    expect(driver.route).toEqual({ primary: 1, mirror: { version: 3, share: 1 } })
  })

  const at = (version: number, champion: number) =>
    ({ kind: 'measure', version, champion, from: START, to: START + HOUR, metrics: ['prediction_psi'] }) as const
  const impatient = rolloutOf({ analysis: { parity: [metricOf({ metric: 'prediction_psi', intervalMs: 0 })], health: [metricOf()] } })

  it('is not judged by a report on the one before', () => {
    const driver = new Driver(impatient).step()
    driver.candidate = 3
    const { state } = decideRollout(driver.state, impatient, { candidate: 3, report: driver.report(at(2, 1)) }, START + HOUR)
    expect(state.rollout).toMatchObject({ version: 3, step: 1, analysis: {} })
  })

  it('is not judged beside a champion that is none any more', () => {
    const driver = new Driver(impatient).step()
    const { state } = decideRollout(driver.state, impatient, { candidate: 2, report: driver.report(at(2, 0)) }, START + HOUR)
    expect(state.rollout).toMatchObject({ version: 2, step: 1, analysis: {} })
  })

  it('is not judged by traffic from before it was exposed', () => {
    const driver = new Driver(rolloutOf()).step().after(HOUR)
    const late = driver.report({ kind: 'measure', version: 2, champion: 1, from: START, to: START + HOUR, metrics: ['error_rate'] })
    driver.after(2 * HOUR, { report: late })
    expect(driver.state.rollout?.analysis).toEqual({})
  })

  it('goes away when it is rejected elsewhere', () => {
    const driver = new Driver(rolloutOf()).step()
    driver.candidate = undefined
    expect(driver.after(1).route).toEqual({ primary: 1 })
  })

  it('answers at once where the one that answers was rejected elsewhere', () => {
    const driver = new Driver(rolloutOf(), { stable: 2, previous: 1 })
    driver.candidate = 1
    driver.step({ replacement: 1 })
    expect(driver.state).toEqual({ stable: 1 })
    expect(driver.commands).toEqual([{ kind: 'replace', version: 1, rejected: 2 }])
  })
})

describe('other steps in the file', () => {
  it('start a rollout again, so that none is skipped', () => {
    const driver = new Driver(rolloutOf()).step().after(HOUR)
    expect(driver.state.rollout?.step).toBe(3)
    driver.spec = rolloutOf({ steps: [{ kind: 'setWeight', weight: 0.01 }, ...rolloutOf().steps] })
    driver.after(1)
    expect(driver.route).toEqual({ primary: 1, canary: { version: 2, weight: 0.01 }, mirror: { version: 2, share: 1 } })
    expect(driver.state.rollout?.step).toBe(2)
  })

  it('do not, where they are the same', () => {
    const driver = new Driver(rolloutOf()).step().after(HOUR)
    driver.spec = rolloutOf({ deadlineMs: 20 * DAY, onFailure: 'pause' })
    expect(driver.after(1).state.rollout?.step).toBe(3)
  })

  it('are none: the version answers at once', () => {
    expect(new Driver(rolloutOf({ steps: [] })).step().state).toEqual({ stable: 2, previous: 1 })
  })
})

it('a metric that is measured often does not hurry another', () => {
  const analysis = {
    both: [metricOf({ intervalMs: HOUR, count: 5 }), metricOf({ metric: 'latency_p99', max: 9, intervalMs: 4 * HOUR, count: 2 })],
  }
  const driver = new Driver(rolloutOf({ steps: [{ kind: 'analysis', name: 'both' }], analysis }))
  driver.values.latency_p99 = 1
  driver.step()
  for (let hour = 0; hour < 7; hour++) driver.after(HOUR)
  expect(driver.state.stable).toBe(1)
  expect(driver.after(HOUR).state.stable).toBe(2)
})
