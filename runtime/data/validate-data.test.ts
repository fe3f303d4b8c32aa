import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ExpectationSpec, SourceDefinition } from '../../schema/generated/jobs.js'
import { withDuckDb } from '../duckdb.js'
import type { JobContext } from '../job-context.js'
import { validateData } from './validate-data.js'

const context: JobContext = { progress: () => {}, log: () => {}, signal: new AbortController().signal }
const ASOF = '2024-01-10T00:00:00Z'
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'validate-'))
  mkdirSync(join(folder, 'data'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function parquet(name: string, select: string): Promise<void> {
  await withDuckDb({}, (connection) => connection.run(`COPY (${select}) TO '${join(folder, 'data', name)}' (FORMAT parquet)`))
}

async function validate(
  source: Partial<SourceDefinition>,
  expectations: (Partial<ExpectationSpec> & Pick<ExpectationSpec, 'expect'>)[] = [],
) {
  const result = await validateData(
    {
      kind: 'ValidateData',
      outputDir: folder,
      baseDir: folder,
      asOf: ASOF,
      source: { name: 's', format: 'parquet', path: 'data/*.parquet', ...source },
      expectations: expectations.map((expectation) => ({ severity: 'error', ...expectation })),
    },
    context,
  )
  if (!result.validation) throw new Error('no report')
  expect(JSON.parse(readFileSync(join(folder, 'validation.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(result.validation)))
  return result.validation
}

describe('sources that cannot be read', () => {
  const time = "TIMESTAMPTZ '2024-01-01 00:00:00Z' AS t"
  const cases: [title: string, code: string, source: Partial<SourceDefinition>, prepare?: () => unknown][] = [
    ['no file', 'AF7002', {}],
    ['no file of that name', 'AF7002', { path: 'data/none.parquet' }],
    ['a path that leaves the folder', 'AF7001', { path: '../x.parquet' }],
    ['an absolute path', 'AF7001', { path: '/etc/passwd' }],
    [
      'a link that leaves the folder',
      'AF7001',
      { path: 'data/l.parquet' },
      () => symlinkSync('/etc/passwd', join(folder, 'data/l.parquet')),
    ],
    ['a remote path', 'AF7003', { path: 's3://bucket/x.parquet' }],
    ['a database', 'AF7003', { path: 'x', format: 'postgres' }],
    ['a folder', 'AF7004', { path: 'data' }],
    ['an empty file', 'AF7004', {}, () => writeFileSync(join(folder, 'data/a.parquet'), '')],
    ['a corrupt file', 'AF7005', {}, () => writeFileSync(join(folder, 'data/a.parquet'), `PAR1${'x'.repeat(99)}PAR1`)],
    ['a text file as parquet', 'AF7005', {}, () => writeFileSync(join(folder, 'data/a.parquet'), 'a,b\n1,2\n')],
    ['no rows', 'AF7105', {}, () => parquet('a.parquet', 'SELECT 1 AS a WHERE false')],
    ['no rows known yet', 'AF7105', { timestampField: 't' }, () => parquet('a.parquet', "SELECT TIMESTAMPTZ '2024-02-01 00:00:00Z' AS t")],
    [
      'a missing declared column',
      'AF7101',
      { schema: [{ name: 'b', type: 'int64', nullable: true }] },
      () => parquet('a.parquet', 'SELECT 1 AS a'),
    ],
    [
      'a declared column of another type',
      'AF7102',
      { schema: [{ name: 'a', type: 'string', nullable: true }] },
      () => parquet('a.parquet', 'SELECT 1 AS a'),
    ],
    ['a missing time', 'AF7101', { timestampField: 't' }, () => parquet('a.parquet', 'SELECT 1 AS a')],
    ['a time that is text', 'AF7103', { timestampField: 'a' }, () => parquet('a.parquet', "SELECT 'x' AS a")],
    [
      'a knowledge time that is a number',
      'AF7103',
      { timestampField: 't', createdTimestampField: 'a' },
      () => parquet('a.parquet', `SELECT ${time}, 1 AS a`),
    ],
    [
      'missing values',
      'AF7104',
      { schema: [{ name: 'a', type: 'int64', nullable: false }] },
      () => parquet('a.parquet', 'SELECT unnest([1, NULL]) AS a'),
    ],
    [
      'text where CSV should hold numbers',
      'AF7005',
      { format: 'csv', path: 'data/a.csv', schema: [{ name: 'a', type: 'int64', nullable: true }] },
      () => writeFileSync(join(folder, 'data/a.csv'), 'a,b\n1,2\nx,3\n'),
    ],
  ]
  test.each(cases)('%s: %s', async (_title, code, source, prepare) => {
    await prepare?.()
    await expect(validate(source)).rejects.toMatchObject({
      name: 'AIFactoryError',
      code,
      message: expect.not.stringMatching(/LINE \d|SELECT|\n/),
    })
  })

  test('the corrupt one of several files is named', async () => {
    await parquet('a.parquet', 'SELECT 1 AS a')
    writeFileSync(join(folder, 'data/b.parquet'), 'rubbish rubbish')
    await expect(validate({})).rejects.toMatchObject({ code: 'AF7005', message: expect.stringContaining('b.parquet') })
  })
})

test('rows known after asOf are not seen', async () => {
  await parquet(
    'a.parquet',
    `SELECT TIMESTAMP '2024-01-01 00:00:00' + to_days(i) AS t, TIMESTAMPTZ '2024-01-03 00:00:00Z' + to_days(i) AS known, i FROM range(20) r(i)`,
  )
  const events = await validate({ timestampField: 't' })
  expect(events).toMatchObject({ rows: 10, firstEvent: '2024-01-01T00:00:00.000Z', lastEvent: '2024-01-10T00:00:00.000Z' })
  expect(await validate({ timestampField: 't', createdTimestampField: 'known' })).toMatchObject({
    rows: 8,
    lastEvent: '2024-01-08T00:00:00.000Z',
  })
})

test('columns of a CSV get their declared types', async () => {
  writeFileSync(
    join(folder, 'data/a.csv'),
    'code,flag,amount,day,at\n00123,1,5,2024-01-01,2024-01-01T00:00:00Z\n00124,0,6,2024-01-02,2024-01-02T00:00:00Z\n',
  )
  const types = [
    ['code', 'string'],
    ['flag', 'bool'],
    ['amount', 'float64'],
    ['day', 'date'],
    ['at', 'timestamp'],
  ] as const
  const report = await validate(
    { format: 'csv', path: 'data/a.csv', timestampField: 'at', schema: types.map(([name, type]) => ({ name, type, nullable: false })) },
    [{ expect: 'in_set', column: 'code', values: ['00123', '00124'] }],
  )
  expect(report.columns).toEqual(types.map(([name, type]) => ({ name, type })))
  expect(report.success).toBe(true)
})

test('JSON lines are read', async () => {
  writeFileSync(join(folder, 'data/a.json'), '{"a": 1, "at": "2024-01-01T00:00:00Z"}\n{"a": 2.5, "at": "2024-01-02T00:00:00Z"}\n')
  const report = await validate({ format: 'json', path: 'data/a.json', timestampField: 'at' }, [
    { expect: 'mean_between', column: 'a', min: 1.75, max: 1.75 },
  ])
  expect(report).toMatchObject({ rows: 2, success: true, lastEvent: '2024-01-02T00:00:00.000Z' })
})

test('a job that is stopped says so', async () => {
  await parquet('a.parquet', 'SELECT i FROM range(10) r(i)')
  const source: SourceDefinition = { name: 's', format: 'parquet', path: 'data/a.parquet' }
  const job = { kind: 'ValidateData', outputDir: folder, baseDir: folder, asOf: ASOF, source, expectations: [] } as const
  await expect(validateData({ ...job, expectations: [] }, { ...context, signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'AF7009',
    retryable: true,
  })
})

describe('expectations', () => {
  beforeEach(() =>
    parquet(
      'a.parquet',
      `SELECT i, CASE WHEN i % 10 <> 0 THEN i END AS holes, CASE WHEN i = 3 THEN 'nan'::DOUBLE ELSE i / 2 END AS half,
        CASE WHEN i < 2 THEN 'b' WHEN i > 90 THEN NULL ELSE 'a' END AS letter, CASE WHEN i < 4 THEN i // 2 WHEN i > 95 THEN NULL ELSE i END AS pair,
        TIMESTAMPTZ '2024-01-01 00:00:00Z' + to_hours(i) AS t, i > 50 AS big FROM range(100) r(i)`,
    ),
  )

  type Case = [Partial<ExpectationSpec> & Pick<ExpectationSpec, 'expect'>, boolean, count?: number, observed?: unknown]
  const cases: Case[] = [
    [{ expect: 'not_null', columns: ['i'] }, true, 0],
    [{ expect: 'not_null', columns: ['i', 'holes'] }, false, 10],
    [{ expect: 'not_null', columns: ['half'] }, false, 1],
    [{ expect: 'not_null', columns: ['holes'], mostly: 0.9 }, true, 10],
    [{ expect: 'not_null', columns: ['holes'], mostly: 0.901 }, false, 10],
    [{ expect: 'between', column: 'i', min: 0, max: 99 }, true, 0, '0 to 99'],
    [{ expect: 'between', column: 'i', min: 1 }, false, 1],
    [{ expect: 'between', column: 'i', max: 98 }, false, 1],
    [{ expect: 'between', column: 'holes', min: 1 }, true, 0],
    [{ expect: 'between', column: 'half', max: 45 }, false, 9],
    [{ expect: 'between', column: 'letter', min: 1 }, false],
    [{ expect: 'in_set', column: 'letter', values: ['a', 'b'] }, true, 0, null],
    [{ expect: 'in_set', column: 'letter', values: ['a'] }, false, 2, 'b'],
    [{ expect: 'in_set', column: 'letter', values: ['a'], mostly: 0.97 }, true, 2],
    [{ expect: 'in_set', column: 'big', values: [true, false] }, true, 0],
    [{ expect: 'in_set', column: 'big', values: [true] }, false, 51],
    [{ expect: 'in_set', column: 'pair', values: ['x'] }, false, 96],
    [{ expect: 'matches', column: 'letter', pattern: '^[ab]$' }, true, 0],
    [{ expect: 'matches', column: 'letter', pattern: '^a$' }, false, 2],
    [{ expect: 'matches', column: 'letter', pattern: '(' }, false],
    [{ expect: 'unique', columns: ['i'] }, true, 0],
    [{ expect: 'unique', columns: ['pair'] }, false, 4],
    [{ expect: 'unique', columns: ['pair', 'i'] }, true, 0],
    [{ expect: 'row_count', min: 100, max: 100 }, true, undefined, 100],
    [{ expect: 'row_count', min: 101 }, false, undefined, 100],
    [{ expect: 'mean_between', column: 'i', min: 49.5, max: 49.5 }, true, undefined, 49.5],
    [{ expect: 'mean_between', column: 'i', max: 49 }, false],
    [{ expect: 'freshness', maxAgeMs: 5 * 86_400_000 }, true, undefined, '2024-01-05T03:00:00.000Z'],
    [{ expect: 'freshness', maxAgeMs: 4 * 86_400_000 }, false],
    [{ expect: 'sql', expression: 'i >= 0 -- always' }, true, 0],
    [{ expect: 'sql', expression: 'holes > 5' }, false, 5],
    [{ expect: 'sql', expression: 'nothing > 5' }, false],
    [{ expect: 'not_null', columns: ['nothing'] }, false],
  ]
  test.each(cases)('%j: %s', async (spec, success, count, observed) => {
    const report = await validate({ timestampField: 't' }, [spec, { expect: 'row_count', min: 1 }])
    const [result, control] = report.results
    expect(result).toMatchObject({
      success,
      ...(count === undefined ? {} : { unexpectedCount: count }),
      ...(observed === undefined ? {} : { observed }),
    })
    expect(control?.success).toBe(true)
    expect(report.success).toBe(success)
    if (!success && count) {
      expect(result?.sample).toHaveLength(Math.min(5, count))
      if (spec.expect !== 'sql') expect(Object.keys(result?.sample?.[0] ?? {})[0]).toBe(spec.column ?? spec.columns?.at(-1))
    }
  })

  test('a failed warning is reported and does not fail the source', async () => {
    const report = await validate({ timestampField: 't' }, [{ expect: 'row_count', min: 101, severity: 'warn' }])
    expect(report).toMatchObject({ success: true, results: [{ success: false }] })
  })

  test('freshness without a time field fails', async () => {
    expect((await validate({}, [{ expect: 'freshness', maxAgeMs: 1 }])).results[0]).toMatchObject({ success: false })
  })
})
