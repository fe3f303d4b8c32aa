import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ModelManifest } from '../../schema/generated/jobs.js'
import { HttpError } from './http-error.js'
import { parseInferRequest, readInputs } from './infer-request.js'
import { planInputs } from './input-plan.js'

const manifest: ModelManifest = {
  model: 'm',
  task: 'binary_classification',
  inputs: [
    { name: 'dest', type: 'string', from: 'request', datatype: 'string' },
    { name: 'distance', type: 'float64', from: 'request', datatype: 'float32' },
    { name: 'hour', type: 'int64', from: 'request', datatype: 'float32' },
    { name: 'holiday', type: 'bool', from: 'request', datatype: 'float32' },
    { name: 'late_share', type: 'float64', from: 'history', datatype: 'float32' },
  ],
  output: { name: 'p', columns: 1 },
  trainer: { runtime: 'fixture' },
}
const views = [{ name: 'history', joinKeys: [{ name: 'carrier', type: 'string' as const }], features: ['late_share'] }]
const logColumns = [{ name: 'time_hour', type: 'timestamp' as const }]
const plan = planInputs(manifest, { views, logColumns }, ['only_in_another_version'])

const tensor = (name: string, datatype: string, data: unknown, shape: unknown = [1]) => ({ name, datatype, shape, data })
const whole = [
  tensor('dest', 'BYTES', ['ORD']),
  tensor('distance', 'FP32', [733.5]),
  tensor('hour', 'INT32', [8]),
  tensor('holiday', 'BOOL', [true]),
  tensor('carrier', 'BYTES', ['UA']),
]
/** The whole request with one of its tensors replaced, or one more. */
const having = (other: ReturnType<typeof tensor>) => [...whole.filter(({ name }) => name !== other.name), other]
const read = (inputs: unknown, more: object = {}) => {
  const request = parseInferRequest(JSON.stringify({ inputs, ...more }))
  return { request, values: readInputs(plan, request) }
}

test('reads columns in the plan’s order; a log column need not be there', () => {
  expect(plan.sent.map(({ name }) => name)).toEqual(['dest', 'distance', 'hour', 'holiday', 'carrier', 'time_hour'])
  expect(read(whole).values).toEqual(['ORD', 733.5, 8, 1, 'UA', undefined])
})

test('takes flat and nested data of several rows, and missing values', () => {
  const inputs = [
    tensor('dest', 'BYTES', [['ORD'], [null], ['']], [3, 1]),
    tensor('distance', 'FP64', [1, null, 3], [3]),
    tensor('hour', 'UINT8', [[0], [23], [null]], [3, 1]),
    tensor('holiday', 'INT8', [0, 1, null], [3]),
    tensor('carrier', 'BYTES', ['UA', 'AA', 'DL'], [3]),
    tensor('time_hour', 'BYTES', ['2013-06-01T12:00:00Z', '2013-06-01T12:00:00-04:00', null], [3]),
    tensor('only_in_another_version', 'FP32', [1, 2, 3], [3]),
  ]
  expect(read(inputs).values).toEqual([
    ...['ORD', '', ''],
    ...[1, Number.NaN, 3],
    ...[0, 23, Number.NaN],
    ...[0, 1, Number.NaN],
    ...['UA', 'AA', 'DL'],
    ...['2013-06-01T12:00:00.000Z', '2013-06-01T16:00:00.000Z', ''],
  ])
})

test('reads the id, the event time, and the outputs asked for', () => {
  const { request } = read(whole, { id: 'a', parameters: { event_timestamp: '2013-06-01T12:00:00Z', other: 1 }, outputs: [{ name: 'x' }] })
  expect(request).toMatchObject({ id: 'a', eventTime: Date.UTC(2013, 5, 1, 12), outputs: ['x'], rows: 1 })
  expect(read(whole, { parameters: { event_timestamp: ['2013-06-01T12:00:00Z'] } }).request.eventTime).toEqual([Date.UTC(2013, 5, 1, 12)])
})

test.each([
  ['no JSON', '{', /not JSON/],
  ['NaN', '{"inputs":[NaN]}', /send null/],
  ['a list', '[]', /JSON object/],
  ['no inputs', '{}', /inputs must be/],
  ['empty inputs', '{"inputs":[]}', /inputs must be/],
  ['a number as tensor', '{"inputs":[1]}', /shape/],
  ['an id that is no text', '{"id":1,"inputs":[]}', /id must be/],
  ['no rows', JSON.stringify({ inputs: [tensor('dest', 'BYTES', [], [0])] }), /at least one/],
  ['too many rows', JSON.stringify({ inputs: [tensor('dest', 'BYTES', [], [10_001])] }), /at most 10000/],
  ['outputs without a name', JSON.stringify({ inputs: whole, outputs: [{}] }), /must have a name/],
  ['an event time without an offset', JSON.stringify({ inputs: whole, parameters: { event_timestamp: '2013-06-01' } }), /is not a time/],
  ['too few event times', JSON.stringify({ inputs: whole, parameters: { event_timestamp: [] } }), /0 times for 1 rows/],
])('refuses %s', (_, text, message) => {
  expect(() => parseInferRequest(text)).toThrow(expect.objectContaining({ status: 400, message: expect.stringMatching(message) }))
})

test.each([
  [
    'a missing input',
    whole.slice(1),
    /missing input "dest"; this model takes dest, distance, hour, holiday, carrier, time_hour \(optional\)/,
  ],
  ['a missing join key', whole.slice(0, 4), /missing input "carrier"/],
  ['an unknown input', [...whole, tensor('dst', 'BYTES', ['x'])], /unknown input "dst"; this model takes dest/],
  ['__proto__ as input', [...whole, tensor('__proto__', 'BYTES', ['x'])], /unknown input "__proto__"/],
  ['an input sent twice', [...whole, whole[0]], /"dest" is there twice/],
  ['another number of rows', having(tensor('hour', 'INT32', [1, 2], [2])), /"hour" has 2 rows, the first input 1/],
  ['a wide shape', having(tensor('hour', 'INT32', [1, 2], [1, 2])), /shape must be/],
  ['too few values', having(tensor('hour', 'INT32', [])), /data has 0 values but shape says 1/],
  ['two values in a row', having(tensor('hour', 'INT32', [[1, 2]])), /row 0 has 2 values/],
  ['data that is no list', having(tensor('hour', 'INT32', 8)), /must be a list/],
  ['text for a number', having(tensor('hour', 'BYTES', ['8'])), /"hour" is INT64 \(a int64 column\), not BYTES/],
  ['a number for text', having(tensor('dest', 'INT32', [8])), /"dest" is BYTES/],
  ['an unknown datatype', having(tensor('dest', 'TEXT', ['x'])), /"TEXT" is not one of BYTES/],
  ['a fraction as integer', having(tensor('hour', 'INT32', [8.5])), /"hour": row 0 is 8.5/],
  ['a fraction in an integer column', having(tensor('hour', 'FP64', [8.5])), /row 0 is 8.5, which is no int64 sent as FP64/],
  ['a value out of the datatype’s range', having(tensor('hour', 'INT8', [128])), /row 0 is 128/],
  ['an integer beyond 2^53', having(tensor('hour', 'INT64', [2 ** 60])), /row 0 is/],
  ['a boolean that is none', having(tensor('holiday', 'BOOL', ['yes'])), /row 0 is "yes"/],
  ['a time without an offset', [...whole, tensor('time_hour', 'BYTES', ['2013-06-01 12:00'])], /no timestamp/],
])('refuses %s', (_, inputs, message) => {
  expect(() => read(inputs)).toThrow(expect.objectContaining({ status: 400, message: expect.stringMatching(message) }))
})

test('refuses a number beyond a double', () => {
  const text = JSON.stringify({ inputs: whole }).replace('733.5', '1e999')
  expect(() => readInputs(plan, parseInferRequest(text))).toThrow(/"distance": row 0 is Infinity/)
})

test('whatever JSON comes, it is read or refused with 400', () => {
  const body = fc.oneof(
    fc.json(),
    fc
      .record({
        inputs: fc.array(
          fc.record({ name: fc.constantFrom('dest', 'hour', 'x'), shape: fc.jsonValue(), datatype: fc.jsonValue(), data: fc.jsonValue() }),
        ),
      })
      .map((each) => JSON.stringify(each)),
    fc.string(),
  )
  fc.assert(
    fc.property(body, (text) => {
      try {
        readInputs(plan, parseInferRequest(text))
      } catch (error) {
        expect(error).toBeInstanceOf(HttpError)
        expect(error).toMatchObject({ status: 400 })
      }
    }),
  )
})

test('whatever values come, they are read as they were sent', () => {
  const row = fc.record({
    dest: fc.string(),
    distance: fc.double({ noNaN: true, noDefaultInfinity: true }),
    hour: fc.maxSafeInteger(),
    holiday: fc.boolean(),
    carrier: fc.string(),
  })
  const types = { dest: 'BYTES', distance: 'FP64', hour: 'INT64', holiday: 'BOOL', carrier: 'BYTES' } as const
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
      const names = Object.keys(types) as (keyof typeof types)[]
      const { values } = read(
        names.map((name) =>
          tensor(
            name,
            types[name],
            rows.map((each) => each[name]),
            [rows.length],
          ),
        ),
      )
      const expected = names.flatMap((name) => rows.map((each) => (typeof each[name] === 'boolean' ? Number(each[name]) : each[name])))
      // JSON has no -0.
      expect(values.slice(0, expected.length).map((value) => (value === 0 ? 0 : value))).toEqual(
        expected.map((value) => (value === 0 ? 0 : value)),
      )
    }),
  )
})
