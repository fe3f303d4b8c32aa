import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { filledSources, NOW, reportOf, versionOf } from './fixtures/filled-store.js'
import { dashboardState } from './state.js'

let sources: ReturnType<typeof filledSources>
beforeEach(() => {
  sources = filledSources()
})
afterEach(() => sources.remove())

const first = <T>(list: readonly T[]): T => {
  const [one] = list
  if (one === undefined) throw new Error('the list is empty')
  return one
}

describe('without a factory', () => {
  test('only what the store knows by itself is there', () => {
    const state = dashboardState({ ...sources, factory: () => undefined })
    expect(state).toMatchObject({ factory: null, endpoints: [], models: [], monitors: [], lineage: [], revision: { author: 'Ada' } })
    expect(state.events.map(({ kind }) => kind)).toEqual(['drift', 'registered'])
  })
})

test('the same store gives the same view within a minute, so that a page at rest is not drawn again', () => {
  const before = dashboardState(sources)
  expect(dashboardState({ ...sources, now: () => NOW + 20_000 })).toEqual(before)
  expect(before.now % 60_000).toBe(0)
})

test('a replay is there until it is done', () => {
  expect(dashboardState(sources).replay).toBeNull()
  sources.store.putDocument('replay', 'range', { from: 10, to: 20 })
  sources.store.putDocument('replay', 'at', 15)
  expect(dashboardState(sources).replay).toEqual({ from: 10, to: 20, at: 15 })
  sources.store.putDocument('replay', 'at', 20)
  expect(dashboardState(sources).replay).toBeNull()
})

describe('endpoints', () => {
  test('show who answers and where the rollout stands', () => {
    const endpoint = first(dashboardState(sources).endpoints)
    expect(endpoint.champion).toBe(2)
    expect(endpoint.traffic).toEqual([
      { version: 2, role: 'champion', share: 0.8, header: null },
      { version: 3, role: 'canary', share: 0.2, header: null },
    ])
    expect(endpoint.steps.map(({ title, value, state }) => `${title} ${value}: ${state}`)).toEqual([
      'Mirror 100%: done',
      'Weight 20%: done',
      'Analysis health: current',
      'Pause 6h: next',
      'Pause for approval: next',
      'Champion 100%: next',
    ])
    expect(endpoint.rollout).toMatchObject({ version: 3, champion: 2, paused: null })
    expect(endpoint.rollout?.checks).toEqual([
      {
        metric: 'error_rate',
        limit: 'at most 1%, on 50 samples',
        message: 'error_rate 0 on 212 samples',
        passed: 1,
        needed: 3,
        verdict: 'no-data',
      },
      {
        metric: 'latency_p99',
        limit: 'at most 50ms, on 50 samples',
        message: 'not measured yet',
        passed: 0,
        needed: 1,
        verdict: 'no-data',
      },
    ])
  })

  test('judge each metric of an analysis by itself', () => {
    const tally = { pass: 0, fail: 0, inconclusive: 0, message: '', at: NOW }
    const state = sources.store.document<{ rollout: object }>('endpoint', 'delay-api')
    sources.store.putDocument('endpoint', 'delay-api', {
      ...state,
      rollout: { ...state?.rollout, analysis: { '0:error_rate': { ...tally, pass: 3 }, '1:latency_p99': { ...tally, fail: 1 } } },
    })
    expect(first(dashboardState(sources).endpoints).rollout?.checks.map(({ verdict }) => verdict)).toEqual(['pass', 'fail'])
  })

  test('show the steps of the next rollout where none is under way', () => {
    sources.store.putDocument('endpoint', 'delay-api', { stable: 2 })
    const endpoint = first(dashboardState(sources).endpoints)
    expect(endpoint.rollout).toBeNull()
    expect(new Set(endpoint.steps.map(({ state }) => state))).toEqual(new Set(['next']))
  })

  test('have no request to paste before they serve', () => {
    sources.store.putDocument('endpoint', 'delay-api', {})
    expect(first(dashboardState(sources).endpoints)).toMatchObject({ champion: null, traffic: [], request: null })
  })
})

describe('models', () => {
  test('show the newest version first, with the metrics that matter', () => {
    const model = first(dashboardState(sources).models)
    expect(model.versions.map(({ version, state }) => [version, state])).toEqual([
      [3, 'candidate'],
      [2, 'champion'],
      [1, 'archived'],
    ])
    expect(model.metrics).toEqual([
      { name: 'roc_auc', higherIsBetter: true, min: 0.62, max: null },
      { name: 'brier', higherIsBetter: false, min: null, max: null },
    ])
    expect(model).toMatchObject({ champion: 2, challenger: 3, waiting: 'drift: cooldown', run: null, failure: null, total: 3 })
    expect(model.nextScheduled).toBe(Date.UTC(2013, 6, 1, 3))
  })

  test('leave out metrics that no version has, and tell how many versions there are in all', () => {
    for (let version = 4; version <= 60; version++) sources.store.putVersion(versionOf(version))
    for (const version of sources.store.versions('late-arrival')) {
      sources.store.putVersion({ ...version, evaluation: { ...version.evaluation, metrics: { roc_auc: 0.7 } } })
    }
    const model = first(dashboardState(sources).models)
    expect(model.metrics.map(({ name }) => name)).toEqual(['roc_auc'])
    expect([model.versions.length, model.total, model.versions[0]?.version]).toEqual([40, 60, 60])
  })

  test('say that the last run failed', () => {
    const run = { id: 4, trigger: { reason: 'drift', at: NOW, detail: '' }, asOf: NOW, startedAt: NOW }
    sources.store.putDocument('training', 'late-arrival', {
      history: [{ ...run, finishedAt: NOW, outcome: 'failed', message: 'training: AF7001 no', hashes: {}, data: '', gpuHours: 0 }],
      pending: [],
      scheduleSeen: NOW,
      nextId: 5,
    })
    expect(first(dashboardState(sources).models).failure).toEqual({ id: 4, message: 'training: AF7001 no', at: NOW })
  })
})

describe('monitors', () => {
  test('show the latest check, rule by rule', () => {
    const monitor = first(dashboardState(sources).monitors)
    expect(monitor.latest?.verdict).toBe('fail')
    expect(
      monitor.latest?.rules.map(({ title, verdict, drifted, streak, needed }) => ({ title, verdict, drifted, streak, needed })),
    ).toEqual([
      { title: 'PSI of 2 columns', verdict: 'fail', drifted: ['temp'], streak: 1, needed: 2 },
      { title: 'Kolmogorov-Smirnov test of temp', verdict: 'no-data', drifted: [], streak: 0, needed: 1 },
      { title: 'ROC AUC of live traffic', verdict: 'pass', drifted: [], streak: 0, needed: 2 },
      { title: 'not null distance', verdict: 'pass', drifted: [], streak: 0, needed: 1 },
    ])
    expect(monitor.nextCheck).toBe(Date.UTC(2013, 5, 14, 6))
  })

  test('have every history as long as the checks', () => {
    const monitor = first(dashboardState(sources).monitors)
    expect(monitor.versions).toEqual([1, 1, 2])
    const [psi, ks] = monitor.drift
    expect(psi?.columns.map(({ column, values, levels }) => ({ column, values, levels }))).toEqual([
      { column: 'distance', values: [0.01, 0.01, 0.01], levels: '000' },
      { column: 'temp', values: [0.04, 0.15, 0.5], levels: '024' },
    ])
    expect(psi?.verdicts).toBe('ppf')
    expect(ks).toMatchObject({
      usesPValue: true,
      threshold: 0.01,
      verdicts: 'nnn',
      columns: [{ values: [null, null, null], levels: '---' }],
    })
    expect(monitor.performance).toMatchObject([
      {
        values: [null, 0.6712, 0.6712],
        baselines: [null, 0.69, 0.69],
        limits: [null, 0.64, 0.64],
        samples: [0, 5000, 5000],
        verdicts: 'npp',
      },
    ])
  })

  test('say nothing of rules that came later than the check', () => {
    const report = reportOf(4, 0.1)
    const monitor = first(dashboardState({ ...sources, reports: () => [{ ...report, rules: [], performance: [], quality: [] }] }).monitors)
    expect(monitor.latest).toMatchObject({ verdict: 'no-data', rules: [] })
    expect(monitor.drift.map(({ verdicts }) => verdicts)).toEqual(['n', 'n'])
  })

  test('have no latest check before the first', () => {
    expect(first(dashboardState({ ...sources, reports: () => [] }).monitors)).toMatchObject({ latest: null, checks: [] })
  })
})

test('the lineage says what each part is up to', () => {
  const said = Object.fromEntries(dashboardState(sources).lineage.map(({ id, status }) => [id, status?.text ?? null]))
  expect(said).toMatchObject({
    'source/flights': null,
    'model/late-arrival': 'v2 of 3',
    'endpoint/delay-api': 'v3 rolls out',
    'monitor/delay-drift': '1 rule fires',
  })
})

test('jobs that run have a share where the total is known', () => {
  const job = { key: 'k', kind: 'Train', subject: 'm' } as const
  const views = (extra: object) => dashboardState({ ...sources, activity: () => [{ ...job, state: 'running', ...extra }] }).running
  expect(views({ done: 3, total: 12, unit: 'epochs', metrics: { val_auc: 0.70421 } })).toEqual([
    { key: 'k', what: 'Training', subject: 'm', share: 0.25, detail: '3 of 12 epochs · val auc 0.7042' },
  ])
  expect(first(views({ done: 1200 }))).toMatchObject({ share: null, detail: '1,200' })
  expect(first(views({ done: 5, total: 4 })).share).toBe(1)
  expect(dashboardState({ ...sources, activity: () => [{ ...job, state: 'succeeded' }] }).running).toEqual([])
})
