import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { InferenceLogRecord } from '../../schema/generated/jobs.js'
import type { InputPlan } from './input-plan.js'
import { LogEncoder } from './log-record.js'
import type { Outcome } from './prediction.js'

const slot = (name: string, datatype: 'float32' | 'string') => ({ name, datatype, from: 0 })
const plan: InputPlan = {
  sent: [
    { name: 'carrier', type: 'string', required: true },
    { name: 'cargo', type: 'bool', required: false },
    { name: 'flight', type: 'int64', required: false },
  ],
  index: new Map(),
  ignored: new Set(),
  numbers: [slot('distance', 'float32'), slot('wind"speed', 'float32')],
  texts: [slot('carrier', 'string')],
  views: [],
  keys: [0, 1, 2],
}
const encoder = new LogEncoder(3, plan)
const time = Date.UTC(2013, 5, 1, 23, 30)

function encode(
  overrides: {
    rows: number
    sent: (string | number | undefined)[]
    numbers: number[]
    texts: string[]
    id?: string
    eventTime?: number | number[]
  },
  outcome: Outcome,
) {
  const lines: { date: string; record: InferenceLogRecord }[] = []
  const { id = 'r', eventTime = time, rows, sent, numbers, texts } = overrides
  const request = { id, inputs: [], rows, outputs: undefined, eventTime: undefined }
  encoder.encode(
    { read: { id, request, eventTime, receivedMs: time + 1 }, role: 'canary', rows, latencyMs: 1.23456, sent, inputs: { numbers, texts } },
    outcome,
    {
      append(date, line) {
        expect(line.endsWith('}\n')).toBe(true)
        lines.push({ date, record: JSON.parse(line) as InferenceLogRecord })
      },
    },
  )
  return lines
}

test('one line for each row, under the date of its event time', () => {
  const eventTime = [time, time + 3_600_000]
  const lines = encode(
    { rows: 2, sent: ['UA', '', 1, Number.NaN, undefined, undefined], numbers: [1, 2, 0.5, Number.NaN], texts: ['UA', ''], eventTime },
    { answer: { values: Float64Array.of(9, 0.25, Number.NaN) }, offset: 1 },
  )
  expect(lines.map(({ date }) => date)).toEqual(['2013-06-01', '2013-06-02'])
  const both = { received: '2013-06-01T23:30:00.001Z', id: 'r', version: 3, role: 'canary', status: 'ok', latencyMs: 1.235 }
  expect(lines.map(({ record }) => record)).toEqual([
    {
      ...both,
      ts: '2013-06-01T23:30:00.000Z',
      row: 0,
      prediction: 0.25,
      in: { distance: 1, 'wind"speed': 0.5, carrier: 'UA' },
      keys: { carrier: 'UA', cargo: true },
    },
    {
      ...both,
      ts: '2013-06-02T00:30:00.000Z',
      row: 1,
      prediction: null,
      in: { distance: 2, 'wind"speed': null, carrier: null },
      keys: { carrier: null, cargo: null },
    },
  ])
})

test('a prediction that failed has its error', () => {
  const [line] = encode({ rows: 1, sent: ['UA', 0, 7], numbers: [1, 2], texts: ['UA'] }, { error: { status: 504, message: 'no "answer"' } })
  expect(line?.record).toMatchObject({
    status: 'error',
    prediction: null,
    error: 'no "answer"',
    keys: { carrier: 'UA', cargo: false, flight: 7 },
  })
})

test('any text is written as JSON on one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }), (id, carrier) => {
      const [line] = encode(
        { rows: 1, sent: [carrier, undefined, undefined], numbers: [1, 2], texts: [carrier], id },
        { answer: { values: Float64Array.of(1) }, offset: 0 },
      )
      expect(line?.record).toMatchObject({ id, in: { carrier }, keys: { carrier } })
    }),
  )
})
