import { describe, expect, it } from 'vitest'
import type { FactoryStatus } from '../../schema/crds/factory.js'
import type { InForceOutcome, Outcome } from './outcome.js'
import { type StatusContext, statusOf, statusPatch } from './status-of.js'

const revision = { id: 'a'.repeat(40), message: 'First', author: 'Ada' }
const inForce: InForceOutcome = {
  kind: 'in-force',
  revision,
  digest: 'd'.repeat(64),
  factory: 'f',
  target: null,
  inventory: [{ id: 'n_a__Role', v: 'v1' }],
  health: [{ name: 'Role/n/a', health: { state: 'Current', message: '' } }],
  held: undefined,
  written: { created: 1, changed: 0, deleted: 0 },
  fights: [],
}
const say = (outcome: Outcome, before: FactoryStatus = {}, more: Partial<StatusContext> = {}): FactoryStatus =>
  statusOf(outcome, { before, generation: 1, requestedAt: undefined, fetchError: undefined, now: '2026-01-01T00:00:00Z', ...more })
const condition = ({ conditions = [] }: FactoryStatus, type: string) => conditions.find((candidate) => candidate.type === type)

describe('the status of a Factory', () => {
  it('is the same after the same again, so that nothing is written', () => {
    const first = say(inForce)
    const quiet = { ...inForce, written: { created: 0, changed: 0, deleted: 0 } }
    const second = say(quiet, first, { now: '2026-01-01T01:00:00Z' })
    expect(statusPatch(first, second)).toBeUndefined()
    const failed: Outcome = { kind: 'invalid', revision, message: 'x' }
    const once = say(failed)
    expect(statusPatch(once, say(failed, once, { now: '2026-01-01T01:00:00Z' }))).toBeUndefined()
  })

  it.each<[string, Outcome, string, string, string | undefined]>([
    ['in force', inForce, 'True', 'InForce', undefined],
    ['what failed', { ...inForce, health: [{ name: 'x', health: { state: 'Failed', message: 'no' } }] }, 'False', 'Unhealthy', undefined],
    [
      'what is on its way',
      { ...inForce, health: [{ name: 'x', health: { state: 'InProgress', message: 'runs' } }] },
      'True',
      'InForce',
      undefined,
    ],
    ['what is held', { ...inForce, held: 'kept: x' }, 'False', 'PruneHeld', 'Stalled'],
    ['a fight', { ...inForce, fights: ['x'] }, 'False', 'Fighting', undefined],
    ['a broken file', { kind: 'invalid', revision, message: 'x' }, 'False', 'CompileFailed', 'Stalled'],
    [
      'what may pass',
      { kind: 'failed', revision, reason: 'ApplyFailed', message: 'x', transient: true },
      'False',
      'ApplyFailed',
      'Reconciling',
    ],
    [
      'what will not',
      { kind: 'failed', revision, reason: 'ApplyFailed', message: 'x', transient: false },
      'False',
      'ApplyFailed',
      'Stalled',
    ],
    ['a suspended one', { kind: 'suspended' }, 'Unknown', 'Suspended', undefined],
    ['one that waits', { kind: 'waiting', reason: 'DependencyNotReady', message: 'x' }, 'False', 'DependencyNotReady', 'Reconciling'],
  ])('says of %s whether it is ready', (_what, outcome, status, reason, also) => {
    const told = say(outcome)
    expect(condition(told, 'Ready')).toMatchObject({ status, reason, observedGeneration: 1 })
    for (const type of ['Stalled', 'Reconciling']) expect(condition(told, type)?.status).toBe(type === also ? 'True' : undefined)
  })

  it('keeps the time of a condition until its status changes', () => {
    const first = say(inForce)
    const broken = say({ kind: 'invalid', revision, message: 'x' }, first, { now: '2026-01-02T00:00:00Z' })
    expect(condition(broken, 'Ready')?.lastTransitionTime).toBe('2026-01-02T00:00:00Z')
    expect(condition(say({ kind: 'invalid', revision, message: 'y' }, broken, { now: '2026-01-03T00:00:00Z' }), 'Ready')).toMatchObject({
      lastTransitionTime: '2026-01-02T00:00:00Z',
      message: 'y',
    })
    expect(broken).toMatchObject({ revision: revision.id, inventory: first.inventory })
  })

  it('tells that a repository cannot be read beside what is in force', () => {
    const told = say(inForce, {}, { fetchError: 'AF8402 gone' })
    expect([condition(told, 'Ready')?.status, condition(told, 'Fetched')]).toMatchObject([
      'True',
      { status: 'False', message: 'AF8402 gone' },
    ])
    expect(condition(say(inForce, told), 'Fetched')).toBeUndefined()
  })

  it('remembers ten revisions, each once', () => {
    let status: FactoryStatus = {}
    for (let index = 0; index < 15; index++) {
      const id = String(index).padStart(40, '0')
      status = say({ ...inForce, revision: { ...revision, id }, digest: id }, status)
    }
    expect(status.history?.map((entry) => Number(entry.revision))).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5])
  })

  it('sends null for what went', () => {
    expect(statusPatch({ target: 'prod', objects: 1 }, { objects: 2 })).toEqual({ target: null, objects: 2 })
  })
})
