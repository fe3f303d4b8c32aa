import { expect, test } from 'vitest'
import type { ModelManifest } from '../../schema/generated/jobs.js'
import type { FeatureValues } from '../features/online-store.js'
import { assembleInputs } from './assemble-inputs.js'
import { planInputs } from './input-plan.js'

const manifest: ModelManifest = {
  model: 'm',
  task: 'regression',
  inputs: [
    { name: 'carrier', type: 'string', from: 'request', datatype: 'string' },
    { name: 'seats', type: 'int64', from: 'request', datatype: 'int64' },
    { name: 'share', type: 'float64', from: 'history', datatype: 'float32' },
    { name: 'hub', type: 'string', from: 'history', datatype: 'string' },
    { name: 'late', type: 'bool', from: 'history', datatype: 'float32' },
  ],
  output: { name: 'p', columns: 1 },
  trainer: { runtime: 'fixture' },
}
const history = {
  name: 'history',
  ttlMs: 1000,
  features: ['share', 'hub', 'late'],
  joinKeys: [
    { name: 'carrier', type: 'string' as const },
    { name: 'cargo', type: 'bool' as const },
  ],
}
const unused = { name: 'weather', joinKeys: [{ name: 'origin', type: 'string' as const }], features: ['wind'] }
const plan = planInputs(manifest, { views: [unused, history], logColumns: [{ name: 'flight', type: 'int64' }] }, ['carrier', 'origin'])

test('asks for request columns and for the join keys of the views that the model uses', () => {
  expect(plan.sent).toEqual([
    { name: 'carrier', type: 'string', required: true },
    { name: 'seats', type: 'int64', required: true },
    { name: 'cargo', type: 'bool', required: true },
    { name: 'flight', type: 'int64', required: false },
  ])
  expect(plan.keys.map((column) => plan.sent[column]?.name)).toEqual(['carrier', 'cargo', 'flight'])
  expect([...plan.ignored]).toEqual(['origin'])
})

test('a view that the configuration lacks is named', () => {
  expect(() => planInputs(manifest, { views: [unused] }, [])).toThrow(
    expect.objectContaining({ code: 'AF8121', message: expect.stringContaining('history') }),
  )
})

test('looks features up by key and event time of each row; what is not there is missing', () => {
  const asked: unknown[] = []
  const counted: string[] = []
  const values: (FeatureValues | undefined)[] = [{ share: 0.5, hub: 'ORD', late: true }, undefined, { share: null, hub: null }]
  const features = {
    store: {
      lookup(...args: unknown[]) {
        asked.push(args)
        return values[asked.length - 1]
      },
    },
    counted: (view: string, found: boolean) => void counted.push(`${view} ${found}`),
  }
  // carrier, seats, cargo, flight; the last row has no carrier, and so no key.
  const sent = [...['UA', 'AA', 'DL', ''], ...[100, 200, 300, 400], ...[1, 0, 1, 1], ...[1, 2, 3, 4]]
  expect(assembleInputs(plan, sent, 4, [10, 20, 30, 40], features)).toEqual({
    numbers: [...[100, 200, 300, 400], ...[0.5, Number.NaN, Number.NaN, Number.NaN], ...[1, Number.NaN, Number.NaN, Number.NaN]],
    texts: [...['UA', 'AA', 'DL', ''], ...['ORD', '', '', '']],
  })
  expect(asked).toEqual([
    ['history', ['UA', 'true'], 10, 1000],
    ['history', ['AA', 'false'], 20, 1000],
    ['history', ['DL', 'true'], 30, 1000],
  ])
  expect(counted).toEqual(['history true', 'history false', 'history true', 'history false'])
})

test('an int64 input takes no missing value', () => {
  const sent = ['UA', Number.NaN, 1, 1]
  expect(() => assembleInputs(plan, sent, 1, 0, { store: undefined, counted: () => {} })).toThrow(/whole number for seats/)
})
