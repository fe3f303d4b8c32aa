import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ModelManifest } from '../../schema/generated/jobs.js'
import { HttpError } from './http-error.js'
import { type InferRequest, parseInferRequest, readInputs } from './infer-request.js'
import { planInputs } from './input-plan.js'
import { RequestReader } from './request-reader.js'

const manifest: ModelManifest = {
  model: 'm',
  task: 'binary_classification',
  inputs: [
    { name: 'dest', type: 'string', from: 'request', datatype: 'string' },
    { name: 'distance', type: 'float64', from: 'request', datatype: 'float32' },
    { name: 'hour', type: 'int64', from: 'request', datatype: 'float32' },
    { name: 'holiday', type: 'bool', from: 'request', datatype: 'float32' },
  ],
  output: { name: 'p', columns: 1 },
  trainer: { runtime: 'fixture' },
}
const logColumns = [{ name: 'time_hour', type: 'timestamp' as const }]
const plan = planInputs(manifest, { views: [], logColumns }, ['other'])

interface Body {
  id?: unknown
  values: Readonly<Record<string, unknown>>
  time?: unknown
  nested?: boolean
  indent?: number
  outputs?: unknown
}
const DATATYPES: Readonly<Record<string, string>> = {
  dest: 'BYTES',
  distance: 'FP64',
  hour: 'INT64',
  holiday: 'BOOL',
  time_hour: 'BYTES',
  other: 'FP32',
}
const write = ({ id, values, time, nested, indent, outputs }: Body): string =>
  JSON.stringify(
    {
      id,
      parameters: time === undefined ? undefined : { event_timestamp: time },
      inputs: Object.entries(values).map(([name, value]) => ({
        name,
        shape: [1],
        datatype: DATATYPES[name],
        data: nested ? [[value]] : [value],
      })),
      outputs,
    },
    null,
    indent,
  )

/** What a body comes to, read in one of two ways: all that the server goes by, or the error. */
function outcome(read: (text: string) => InferRequest, text: string): unknown {
  try {
    const request = read(text)
    const { id, rows, outputs, eventTime } = request
    return { id, rows, outputs, eventTime, values: readInputs(plan, request) }
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    return { status: error.status, message: error.message }
  }
}
const expectAlike = (reader: RequestReader, text: string) =>
  expect(outcome((body) => reader.read(body), text)).toEqual(outcome(parseInferRequest, text))

const scalar = fc.oneof(
  fc.string(),
  fc.constantFrom('ORD', 'x"y', 'ü', '2013-06-01T12:00:00Z', '2013-06-01T12:00:00+25:00', '', '\\', 'a\nb'),
  fc.double(),
  fc.integer(),
  fc.constantFrom(null, true, false, 1e21, -0, 0.1, 2 ** 63, 999999999999999, 1000000000000000),
)
const good = { dest: 'ORD', distance: 733.5, hour: 8, holiday: true, time_hour: '2013-06-01T12:00:00Z' }
const body: fc.Arbitrary<Body> = fc.record(
  {
    id: fc.oneof(fc.string(), fc.constantFrom('r-1', 'r-22', 7, null, '', 'x'.repeat(300))),
    values: fc.oneof(
      fc.constant(good),
      fc.tuple(fc.constantFrom(...Object.keys(DATATYPES)), scalar).map(([name, value]) => ({ ...good, [name]: value })),
      fc.dictionary(fc.constantFrom(...Object.keys(DATATYPES), 'unknown'), scalar),
    ),
    time: fc.constantFrom('2013-06-01T12:00:00Z', '2013-06-01', '', 5, ['2013-06-01T12:00:00Z']),
    nested: fc.boolean(),
    indent: fc.constantFrom(0, 0, 2),
    outputs: fc.constantFrom(undefined, [], [{ name: 'p' }], 'p'),
  },
  { requiredKeys: ['values'] },
)

test('whatever it has read before, a body is read as the parser reads it', () => {
  fc.assert(
    fc.property(fc.array(body, { maxLength: 30 }), (bodies) => {
      const reader = new RequestReader()
      for (const each of bodies) expectAlike(reader, write(each))
    }),
    { numRuns: 300 },
  )
})

test('a body that was changed anywhere is read as the parser reads it', () => {
  const text = write({ id: 'r-1', values: good, time: '2013-06-01T12:00:00Z' })
  const change = fc.tuple(
    fc.nat(text.length),
    fc.nat(4),
    fc.constantFrom('', '"', '\\', '0', '1.', ',', '}', '{', '[', ']', ' ', 'é', '-', 'e5', 'null', '\u0001', '"x":1,'),
  )
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const reader = new RequestReader()
      reader.read(text)
      let changed = text
      for (const [at, length, other] of changes) changed = changed.slice(0, at) + other + changed.slice(at + length)
      expectAlike(reader, changed)
    }),
    { numRuns: 3000 },
  )
})

test.each([
  [
    'an input that has data twice',
    '{"inputs":[{"name":"dest","shape":[1],"datatype":"BYTES","data":[["A"]],"data":["B"]},{"name":"distance","shape":[1],"datatype":"FP64"}]}',
  ],
  [
    'inputs that are there twice',
    '{"inputs":[{"name":"dest","shape":[1],"data":["A"]}],"inputs":[{"name":"dest","shape":[1],"datatype":"BYTES","data":["B"]}]}',
  ],
  ['two ids', '{"id":"a","id":"b","inputs":[{"name":"dest","shape":[1],"datatype":"BYTES","data":["B"]}]}'],
  ['a name that looks like a path', '{"inputs/0/data/0":"x","inputs":[{"name":"dest","shape":[1],"datatype":"BYTES","data":["B"]}]}'],
  ['a name with escapes', '{"\\u0069d":"x","inputs":[{"name":"dest","shape":[1],"datatype":"BYTES","data":["B"]}]}'],
])('%s is read as the parser reads it, each time', (_, text) => {
  const reader = new RequestReader()
  for (let i = 0; i < 3; i++) expectAlike(reader, text)
})

test('the values of a body that is like one before it are not parsed', () => {
  const reader = new RequestReader()
  reader.read(write({ id: 'r-1', values: good }))
  const request = reader.read(write({ id: 'r-2', values: { ...good, distance: 12, dest: 'ATL' } }))
  expect(request.sent?.(plan)).toEqual(['ATL', 12, 8, 1, '2013-06-01T12:00:00.000Z'])
  expect(request.id).toBe('r-2')
})
