import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { digestOf } from '../../schema/digest.js'
import type { DatasetDefinition, DatasetManifest, Task } from '../../schema/generated/jobs.js'
import { query, withDuckDb } from '../duckdb.js'
import type { JobContext } from '../job-context.js'
import { buildDataset } from './build-dataset.js'
import { CARRIER_HISTORY, DEPARTURES, FLIGHTS_DIR } from './flights.fixture.js'

let folder: string
let logged: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dataset-'))
  mkdirSync(join(folder, 'data'))
  logged = []
})
afterEach(() => rmSync(folder, { recursive: true }))

async function build(
  dataset: DatasetDefinition,
  options: { baseDir?: string; asOf?: string; task?: Task; name?: string } = {},
): Promise<DatasetManifest> {
  const { baseDir = folder, asOf = '2013-07-01T00:00:00Z', task = 'binary_classification', name = 'out' } = options
  const context: JobContext = { progress: () => {}, log: (line) => logged.push(line), signal: new AbortController().signal }
  mkdirSync(join(folder, name), { recursive: true })
  const result = await buildDataset({ kind: 'BuildDataset', outputDir: join(folder, name), baseDir, asOf, task, dataset }, context)
  if (!result.dataset) throw new Error('no dataset')
  return result.dataset
}

const part = (name: string, out = 'out') => `'${join(folder, out, `${name}.parquet`)}'`
const sql = <Row extends object>(text: string) => withDuckDb({}, (connection) => query<Row>(connection, text))
const write = (name: string, select: string) =>
  withDuckDb({}, (connection) => connection.run(`COPY (${select}) TO '${join(folder, 'data', name)}' (FORMAT parquet)`))

describe('on a year of real flights', () => {
  test('splits by time, and leaves nothing half-written', async () => {
    const manifest = await build(DEPARTURES, { baseDir: FLIGHTS_DIR })
    expect(manifest).toMatchObject({
      timestampField: 'event_timestamp',
      inputs: [
        ...['carrier', 'origin', 'dest'].map((name) => ({ name, type: 'string', from: 'request' })),
        { type: 'int64' },
        { type: 'int64' },
        { name: 'mean_arr_delay_7d', type: 'float64', from: 'carrier_history' },
        {},
        {},
        {},
        {},
        {},
        {},
        {},
      ],
      label: { type: 'bool' },
    })
    expect(manifest.label.positiveShare).toBeCloseTo(0.26, 1)
    const { train, validation, test: held } = manifest.rows
    expect(held / (train + validation + held)).toBeCloseTo(0.2, 1)
    const bounds = manifest.bounds ?? {}
    const DAY = 86_400_000
    expect(Date.parse(bounds.validation?.[0] ?? '') - Date.parse(bounds.train?.[1] ?? '')).toBeGreaterThan(DAY)
    expect(Date.parse(bounds.test?.[0] ?? '') - Date.parse(bounds.validation?.[1] ?? '')).toBeGreaterThan(DAY)
    // The newest flight that is known left at 23:00, since none that left later had landed by midnight.
    expect(Date.parse(bounds.train?.[0] ?? '')).toBeGreaterThan(Date.parse('2013-06-30T22:00:00Z') - 180 * DAY)
    expect(Date.parse(bounds.train?.[0] ?? '')).toBeLessThan(Date.parse('2013-07-01T12:00:00Z') - 180 * DAY)
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['dataset.json', 'test.parquet', 'train.parquet', 'validation.parquet'])
    expect(JSON.parse(readFileSync(join(folder, 'out', 'dataset.json'), 'utf8'))).toEqual(manifest)
    const [facts] = await sql<Record<string, unknown>>(
      `SELECT typeof(label) AS t, list(DISTINCT label ORDER BY label) AS labels FROM ${part('train')} GROUP BY ALL`,
    )
    expect(facts).toEqual({ t: 'TINYINT', labels: [0, 1] })
  })

  test('a sample of rows equals a filter of all rows at the row’s own time', async () => {
    await build(DEPARTURES, { baseDir: FLIGHTS_DIR })
    const differing = await sql(`
      WITH flights AS (SELECT * FROM '${FLIGHTS_DIR}/data/flights/*.parquet'),
      picked AS (SELECT * FROM ${part('train')} ORDER BY md5(concat(event_timestamp, carrier, dest, hour, label)) LIMIT 200),
      truth AS (
        SELECT p.*, avg(f.arr_delay) AS m7, avg((f.arr_delay > 15)::INT) AS l7, avg((f.arr_delay > 15)::INT) FILTER (WHERE f.time_hour >= p.event_timestamp - INTERVAL 1 DAY) AS l1
        FROM picked p LEFT JOIN flights f ON f.carrier = p.carrier AND f.time_hour < p.event_timestamp AND f.time_hour >= p.event_timestamp - INTERVAL 7 DAY AND f.landed_at <= p.event_timestamp
        GROUP BY ALL
      )
      SELECT t.*, w.temp AS true_temp FROM truth t LEFT JOIN '${FLIGHTS_DIR}/data/weather.parquet' w
        ON w.origin = t.origin AND w.time_hour = (SELECT max(time_hour) FROM '${FLIGHTS_DIR}/data/weather.parquet' x WHERE x.origin = t.origin AND x.time_hour <= t.event_timestamp)
          AND w.time_hour >= t.event_timestamp - INTERVAL 2 HOUR
      WHERE NOT (abs(coalesce(m7, -1) - coalesce(mean_arr_delay_7d, -1)) < 1e-9 AND abs(coalesce(l7, -1) - coalesce(late_share_7d, -1)) < 1e-12
        AND abs(coalesce(l1, -1) - coalesce(late_share_1d, -1)) < 1e-12 AND w.temp IS NOT DISTINCT FROM t.temp)`)
    expect(differing).toEqual([])
  })

  test('no row sees a value that became known after its own time', async () => {
    // Every delay that became known after the moment is falsified; rows up to the moment must not change.
    const moment = "TIMESTAMPTZ '2013-02-10 15:00:00Z'"
    const falsified = (delay: string) => `SELECT * REPLACE (${delay} AS arr_delay) FROM '${FLIGHTS_DIR}/data/flights/2013-0[12].parquet'`
    await write('true.parquet', falsified('arr_delay'))
    await write('false.parquet', falsified(`CASE WHEN landed_at > ${moment} THEN 100000 + arr_delay ELSE arr_delay END`))
    const dataset = (path: string): DatasetDefinition => {
      const source = { ...DEPARTURES.source, path: `data/${path}.parquet` }
      return {
        ...DEPARTURES,
        source,
        label: { expression: 'distance > 1000' },
        views: [{ ...CARRIER_HISTORY, source }],
        windowMs: undefined,
        split: { ...DEPARTURES.split, gapMs: 0 },
      }
    }
    await build(dataset('true'), { name: 'true' })
    await build(dataset('false'), { name: 'false' })
    const rows = (out: string, where: string) => sql(`SELECT * FROM ${part('train', out)} WHERE event_timestamp ${where} ${moment}`)
    const before = await rows('true', '<=')
    expect(before.length).toBeGreaterThan(25_000)
    expect(digestOf(await rows('false', '<='))).toBe(digestOf(before))
    expect(digestOf(await rows('false', '>'))).not.toBe(digestOf(await rows('true', '>')))
  })

  test('rows known after asOf are not there', async () => {
    const manifest = await build(
      { ...DEPARTURES, views: [], windowMs: undefined, split: { ...DEPARTURES.split, gapMs: 0 } },
      { baseDir: FLIGHTS_DIR, asOf: '2013-02-01T12:00:00Z' },
    )
    const [truth] = await sql<{ n: number }>(
      `SELECT count(*) AS n FROM '${FLIGHTS_DIR}/data/flights/*.parquet' WHERE landed_at <= TIMESTAMPTZ '2013-02-01 12:00:00Z'`,
    )
    expect(manifest.sourceRows).toBe(truth?.n)
  })
})

/** 100 rows, an hour apart. */
const TABLE = `SELECT i, i % 4 AS g, (i % 3)::DOUBLE AS x, 'c' || i % 3 AS c, i % 2 AS y, i % 2 = 0 AS b, TIMESTAMPTZ '2013-01-01 00:00:00Z' + to_hours(i) AS t, [i] AS l FROM range(100) r(i)`
const dataset = (changes: Partial<DatasetDefinition> = {}): DatasetDefinition => ({
  name: 'd',
  source: { name: 's', format: 'parquet', path: 'data/a.parquet', timestampField: 't' },
  label: { expression: 'y' },
  request: ['i', 'x'],
  views: [],
  split: { by: 'time', test: 0.2, validation: 0.1, gapMs: 0, seed: 1 },
  ...changes,
})

describe('splits', () => {
  test('by time: equal times are never divided and gaps are left out', async () => {
    await write('a.parquet', TABLE.replace('to_hours(i)', 'to_hours(i // 7)'))
    const manifest = await build(dataset({ split: { by: 'time', test: 0.2, validation: 0.25, gapMs: 3_600_000, seed: 0 } }))
    // Row 80 is in hour 11, so the test begins with hour 11; hour 10 is the gap; of the 70 rows left, 18 begin in hour 7.
    expect(manifest.bounds).toEqual({
      train: ['2013-01-01T00:00:00.000Z', '2013-01-01T05:00:00.000Z'],
      validation: ['2013-01-01T07:00:00.000Z', '2013-01-01T09:00:00.000Z'],
      test: ['2013-01-01T11:00:00.000Z', '2013-01-01T14:00:00.000Z'],
    })
    expect(manifest.rows).toEqual({ train: 42, validation: 21, test: 23 })
  })

  test('at random: each row once, the same each time, another seed another split', async () => {
    await write('a.parquet', TABLE)
    const split = { by: 'random', test: 0.3, validation: 0.2, gapMs: 0, seed: 1 } as const
    const manifest = await build(dataset({ split }))
    expect(Object.values(manifest.rows).reduce((sum, rows) => sum + rows)).toBe(100)
    await build(dataset({ split }), { name: 'again' })
    await build(dataset({ split: { ...split, seed: 2 } }), { name: 'other' })
    const files = (out: string) =>
      ['train', 'validation', 'test'].map((name) => digestOf(readFileSync(join(folder, out, `${name}.parquet`), 'base64')))
    expect(files('again')).toEqual(files('out'))
    expect(files('other')).not.toEqual(files('out'))
  })

  test('by group: a group is in one part', async () => {
    await write('a.parquet', TABLE.replace('i % 4 AS g', 'i % 20 AS g'))
    await build(dataset({ request: ['g', 'x'], split: { by: 'group', column: 'g', test: 0.3, validation: 0.3, gapMs: 0, seed: 1 } }))
    const rows = await sql<{ parts: number }>(
      `SELECT count(DISTINCT filename) AS parts FROM read_parquet('${folder}/out/*.parquet', filename = true) GROUP BY g`,
    )
    expect(rows).toHaveLength(20)
    expect(rows.every(({ parts }) => parts === 1)).toBe(true)
  })

  test('without times: at random, and no event time is written', async () => {
    await write('a.parquet', TABLE)
    const source = { name: 's', format: 'parquet', path: 'data/a.parquet' } as const
    const manifest = await build(
      dataset({ source, keep: ['g', 'i'], split: { by: 'random', test: 0.2, validation: 0.1, gapMs: 0, seed: 1 } }),
    )
    expect(manifest).toMatchObject({ timestampField: null, kept: ['g'] })
    expect(manifest.bounds).toBeUndefined()
    const columns = await sql<{ column_name: string }>(`DESCRIBE SELECT * FROM ${part('train')}`)
    expect(columns.map((column) => column.column_name)).toEqual(['i', 'x', 'label', 'g'])
  })
})

test('NaN and infinity in inputs become missing and are counted; such labels are no labels', async () => {
  await write(
    'a.parquet',
    TABLE.replace('(i % 3)::DOUBLE AS x', "CASE i % 3 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN 'inf'::DOUBLE ELSE 1 END AS x"),
  )
  const manifest = await build(dataset({ label: { expression: 'CASE WHEN i < 10 THEN x ELSE i END' } }), { task: 'regression' })
  expect(logged).toEqual(['request:x: 67 values are NaN or infinite and count as missing'])
  expect(manifest.rows.train + manifest.rows.validation + manifest.rows.test).toBe(93)
  expect(await sql(`SELECT count(*) AS n FROM '${folder}/out/*.parquet' WHERE x IS NULL`)).toEqual([{ n: 60 }])
  expect(manifest.label).toEqual({ type: 'float64' })
})

test('classes of a multiclass label are listed', async () => {
  await write('a.parquet', TABLE)
  expect((await build(dataset({ label: { expression: 'c' } }), { task: 'multiclass_classification' })).label).toEqual({
    type: 'string',
    classes: ['c0', 'c1', 'c2'],
  })
})

describe('what is wrong is said with a code', () => {
  const view = { ...CARRIER_HISTORY, name: 'v', joinKeys: ['g'] as [string], source: dataset().source }
  const cases: [title: string, code: string, changes: Partial<DatasetDefinition>, task?: Task][] = [
    ['an unknown request column', 'AF7101', { request: ['nope'] }],
    ['an unknown kept column', 'AF7101', { keep: ['nope'] }],
    ['an unknown group column', 'AF7101', { split: { by: 'group', column: 'nope', test: 0.2, validation: 0.1, gapMs: 0, seed: 1 } }],
    ['an unknown join key', 'AF7101', { views: [{ ...view, joinKeys: ['nope'], features: [{ name: 'f', expression: 'x' }] }] }],
    ['a wrong label', 'AF7201', { label: { expression: 'nope > 1' } }],
    ['a label that is no SQL', 'AF7201', { label: { expression: 'y >' } }],
    ['a wrong filter', 'AF7201', { filter: 'nope' }],
    ['a wrong feature', 'AF7201', { views: [{ ...view, features: [{ name: 'f', expression: 'nope' }] }] }],
    ['a label that is missing everywhere', 'AF7202', { label: { expression: 'NULL::BOOLEAN' } }],
    ['one class', 'AF7203', { label: { expression: 'i >= 0' } }],
    ['one class in the test', 'AF7203', { label: { expression: 'i < 50' } }],
    ['a gap that swallows everything', 'AF7204', { split: { by: 'time', test: 0.2, validation: 0.1, gapMs: 1e10, seed: 1 } }],
    ['no test', 'AF7204', { split: { by: 'time', test: 0, validation: 0.1, gapMs: 0, seed: 1 } }],
    ['three classes for a binary task', 'AF7205', { label: { expression: 'i % 3' } }],
    ['text for a binary task', 'AF7205', { label: { expression: 'c' } }],
    ['text for a regression', 'AF7205', { label: { expression: 'c' } }, 'regression'],
    ['a time as input', 'AF7205', { request: ['t'] }],
    ['a list as input', 'AF7205', { request: ['l'] }],
    ['the mean of text', 'AF7205', { views: [{ ...view, features: [{ name: 'f', expression: 'c', aggregate: 'mean', windowMs: 1 }] }] }],
    ['times that are not there', 'AF7206', { source: { name: 's', format: 'parquet', path: 'data/a.parquet' } }],
    ['two columns of one name', 'AF7207', { views: [{ ...view, features: [{ name: 'x', expression: 'x' }] }] }],
    ['a column called label', 'AF7207', { views: [{ ...view, features: [{ name: 'label', expression: 'x' }] }] }],
    ['a filter without rows in the window', 'AF7209', { windowMs: 1, filter: 'i = 0' }],
    ['a filter without rows', 'AF7209', { filter: 'i > 1000' }],
    ['a label that fails on a row', 'AF7208', { label: { expression: 'c::INT > 1' } }],
  ]
  test.each(cases)('%s: %s', async (_title, code, changes, task) => {
    await write('a.parquet', TABLE)
    await expect(build(dataset(changes), { task })).rejects.toMatchObject({
      name: 'AIFactoryError',
      code,
      message: expect.not.stringMatching(/\n|LINE \d/),
    })
    expect(readdirSync(join(folder, 'out'))).toEqual([])
  })
})
