import { describe, expect, it } from 'vitest'
import type { FinishedRun, TrainingState } from '../decide/training.js'
import { DAY, modelOf, START } from '../testing/factory-fixture.js'
import { freshnessOf } from './freshness.js'

const run = (version: number, day: number): FinishedRun => ({
  id: version,
  trigger: { reason: 'drift', at: START, detail: '' },
  asOf: START + day * DAY,
  startedAt: START + day * DAY,
  finishedAt: START + day * DAY,
  outcome: 'registered',
  version,
  message: '',
  hashes: modelOf().hashes,
  data: '',
  gpuHours: 0,
})
const training: TrainingState = { history: [run(1, 0), run(2, 8)], pending: [], scheduleSeen: 0, nextId: 3 }
const primaries = [
  { at: START, version: 1 },
  { at: START + 10 * DAY, version: 2 },
]
const alert = (day: number, facts: Record<string, boolean>) => ({
  id: 1,
  at: START + day * DAY,
  kind: 'drift',
  subject: '',
  message: '',
  level: 'warn' as const,
  facts,
})

describe('how old the models were that answered', () => {
  it('counts from what a version had learnt from, until another one serves', () => {
    const found = freshnessOf({ primaries, training, events: [], to: START + 20 * DAY, watched: false })
    // Version 1 is 0 to 10 days old for ten days, version 2 is 2 to 12 days old for ten days.
    expect(found).toEqual({ meanAgeDays: 6, maxAgeDays: 12, staleDays: null })
  })

  it('is stale from the first call for another model, also a refused one, until one serves', () => {
    const events = [
      alert(3, { retrain: false, refused: false }),
      alert(4, { retrain: false, refused: true }),
      alert(6, { retrain: true, refused: false }),
      alert(19, { retrain: true }),
    ]
    expect(freshnessOf({ primaries, training, events, to: START + 20 * DAY, watched: true }).staleDays).toBe(7)
  })

  it('is nothing where nothing served', () => {
    expect(freshnessOf({ primaries: [], training, events: [], to: START, watched: true })).toEqual({
      meanAgeDays: 0,
      maxAgeDays: 0,
      staleDays: 0,
    })
  })
})
