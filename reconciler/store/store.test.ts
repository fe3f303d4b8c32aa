import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FactoryEvent, type ModelVersion, Store } from './store.js'

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aifactory-store-'))
  store = new Store(join(folder, 'state.db'))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What another process, or the next one, finds. */
function reopened<T>(read: (other: Store) => T): T {
  const other = new Store(join(folder, 'state.db'))
  try {
    return read(other)
  } finally {
    other.close()
  }
}

const event = (message: string): Omit<FactoryEvent, 'id'> => ({ at: 1, kind: 'drift', subject: 'watch', message, level: 'warn' })
const version = (number: number): ModelVersion => ({
  model: 'late',
  version: number,
  runId: number,
  digest: `d${number}`,
  modelSha256: 'x',
  state: 'candidate',
  createdAt: 0,
  trigger: 'initial',
  artifacts: { dataset: 'd', model: 'm', evaluation: 'e' },
  inputs: [],
  serving: { views: [], servedViews: [], logColumns: [] },
  evaluation: { task: 'regression', rows: 1, metrics: {}, calibration: [], slices: [], comparisons: [], fairness: [] },
  gates: { verdict: 'pass', rows: [] },
})

describe('a store', () => {
  it('keeps documents by kind and name', () => {
    store.putDocument('a', 'x', { n: 1 })
    store.putDocument('a', 'x', { n: 2 })
    store.putDocument('b', 'x', 'text')
    expect(reopened((other) => [other.document('a', 'x'), other.document('b', 'x'), other.document('b', 'y')])).toEqual([
      { n: 2 },
      'text',
      undefined,
    ])
  })

  it('keeps jobs by key', () => {
    const job = { key: 'k', kind: 'Train', subject: 's', state: 'running', attempts: 1, startedAt: 0 } as const
    store.putJob(job)
    store.putJob({ ...job, state: 'succeeded' })
    expect(reopened((other) => [other.job('k')?.state, other.job('none')])).toEqual(['succeeded', undefined])
  })

  it('keeps versions in their order', () => {
    for (const number of [10, 2, 1]) store.putVersion(version(number))
    store.putVersion({ ...version(2), state: 'champion' })
    expect(reopened((other) => other.versions('late').map((found) => `${found.version} ${found.state}`))).toEqual([
      '1 candidate',
      '2 champion',
      '10 candidate',
    ])
    expect(store.version('late', 2)?.digest).toBe('d2')
    expect(store.version('early', 2)).toBeUndefined()
  })

  it('points aliases at versions, and away', () => {
    store.setAlias('late', 'champion', 1)
    store.setAlias('late', 'champion', 2)
    store.setAlias('late', 'challenger', 3)
    store.setAlias('late', 'challenger', undefined)
    expect([store.alias('late', 'champion'), store.alias('late', 'challenger')]).toEqual([2, undefined])
  })

  it('gives the latest events, oldest first', () => {
    for (const message of ['a', 'b', 'c']) store.addEvent(event(message))
    expect(store.events(2).map(({ id, message }) => [id, message])).toEqual([
      [2, 'b'],
      [3, 'c'],
    ])
  })

  it('keeps one report for each check, and gives the latest, oldest first', () => {
    for (const at of [3, 1, 2, 2]) store.putReport('watch', at, { at })
    expect(store.reports('watch', 2)).toEqual([{ at: 2 }, { at: 3 }])
  })

  it('takes names as they are', () => {
    const name = `'; DROP TABLE documents; -- "é\u0000`
    store.putDocument('a', name, { [name]: name })
    expect(store.document('a', name)).toEqual({ [name]: name })
  })
})

describe('a transaction', () => {
  it('writes all', () => {
    expect(
      store.transaction(() => {
        store.putDocument('a', 'x', 1)
        store.addEvent(event('a'))
        return 'done'
      }),
    ).toBe('done')
    expect(reopened((other) => [other.document('a', 'x'), other.events(9).length])).toEqual([1, 1])
  })

  it('or nothing, and says why', () => {
    const broken = (): void =>
      store.transaction(() => {
        store.putDocument('a', 'x', 1)
        store.putVersion(version(1))
        throw new Error('why')
      })
    expect(broken).toThrow('why')
    expect([store.document('a', 'x'), store.versions('late')]).toEqual([undefined, []])
    store.transaction(() => store.putDocument('a', 'x', 2))
    expect(store.document('a', 'x')).toBe(2)
  })
})
