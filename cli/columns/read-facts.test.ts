import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parquetFacts } from './parquet-facts.js'
import { factsReader } from './read-facts.js'

let folder: string
let cache: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facts-'))
  cache = mkdtempSync(join(tmpdir(), 'facts-cache-'))
})
afterEach(() => {
  for (const path of [folder, cache]) rmSync(path, { recursive: true, force: true })
})

const read = (path = 'data/*.parquet', from = folder) => factsReader(from, cache)({ name: 's', format: 'parquet', path })

async function write(name: string, select: string): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(`COPY (${select}) TO '${join(folder, name)}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`)
  connection.closeSync()
}

const ROWS = `SELECT TIMESTAMPTZ '2024-01-01 00:00:00Z' + to_hours(i::INT) AS at, TIMESTAMP '2024-01-01' + to_hours(i::INT) AS plain, DATE '2024-01-01' + i::INT AS day,
  i AS number, i / 10 AS part, 'same' AS same, 7 AS seven, CASE WHEN i % 10 = 0 THEN NULL ELSE i END AS gaps, 'x' || i AS text, NULL::INT AS nothing
  FROM range(%) t(i)`

test('rows, limits, missing values and distinct ones are those that were written, over row groups and files', async () => {
  await write('a.parquet', ROWS.replace('(%)', '(5000)'))
  await write('b.parquet', ROWS.replace('(%)', '(10)'))
  const facts = await read('*.parquet')
  const start = Date.UTC(2024, 0, 1)
  expect(facts?.rows).toBe(5010)
  expect(facts?.columns).toMatchObject({
    at: { least: start, most: start + 4999 * 3_600_000, missing: 0 },
    plain: { least: start, most: start + 4999 * 3_600_000 },
    day: { least: start, most: start + 4999 * 86_400_000 },
    number: { least: 0, most: 4999 },
    part: { least: 0, most: 499.9 },
    seven: { constant: true },
    gaps: { missing: 501 },
    nothing: { missing: 5010 },
  })
  expect(facts?.columns.number?.constant).toBeUndefined()
  expect((await read('a.parquet'))?.columns.same).toMatchObject({ constant: true })
})

test('what is kept is taken until a file changes', async () => {
  await write('a.parquet', 'SELECT 1 AS a')
  expect((await read('a.parquet'))?.rows).toBe(1)
  const [kept = ''] = readdirSync(cache)
  writeFileSync(join(cache, kept), readFileSync(join(cache, kept), 'utf8').replace('"rows":1', '"rows":2'))
  expect((await read('a.parquet'))?.rows).toBe(2)
  utimesSync(join(folder, 'a.parquet'), 1, 1)
  expect((await read('a.parquet'))?.rows).toBe(1)
  writeFileSync(join(cache, kept), 'damaged')
  expect((await read('a.parquet'))?.rows).toBe(1)
})

test('nothing is known of other formats, of damaged files, of what is not there, and of files elsewhere', async () => {
  writeFileSync(join(folder, 'damaged.parquet'), 'PAR1 is not enough')
  await write('a.parquet', 'SELECT 1 AS a')
  const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'))
  symlinkSync(join(folder, 'a.parquet'), join(elsewhere, 'link.parquet'))
  expect(await read('damaged.parquet')).toBeUndefined()
  expect(await read('none.parquet')).toBeUndefined()
  expect(await read('link.parquet', elsewhere)).toBeUndefined()
  expect(await factsReader(folder, cache)({ name: 's', format: 'csv', path: 'a.parquet' })).toBeUndefined()
  rmSync(elsewhere, { recursive: true })
})

test('a damaged footer is an error of its own, never another', () => {
  const file = readFileSync(join(import.meta.dirname, '../../examples/flight-delays/data/weather.parquet'))
  const length = file.readUInt32LE(file.length - 8)
  const footer = file.subarray(file.length - 8 - length, file.length - 8)
  expect(parquetFacts(footer)).toMatchObject({ rows: 26115, columns: { origin: { distinct: 3 } } })
  fc.assert(
    fc.property(fc.nat(footer.length - 1), fc.nat(255), (at, byte) => {
      const damaged = Uint8Array.from(footer)
      damaged[at] = byte
      try {
        parquetFacts(damaged)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
    { numRuns: 1000 },
  )
})
