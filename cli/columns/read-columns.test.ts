import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SourceDefinition } from '../../schema/generated/jobs.js'
import { csvColumns } from './csv-header.js'
import { parquetColumns } from './parquet-schema.js'
import { columnReader } from './read-columns.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'columns-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const source = (format: 'parquet' | 'csv', path: string): SourceDefinition => ({ name: 's', format, path })
const read = async (format: 'parquet' | 'csv', path: string) => {
  const columns = await columnReader(folder)(source(format, path))
  return columns && [...columns]
}

describe('parquet', () => {
  test('columns and types are those that DuckDB wrote, nested ones included', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run(
      `COPY (SELECT 1 AS whole, 1.5::DOUBLE AS part, 'x' AS text, true AS flag, DATE '2013-01-01' AS day, TIMESTAMPTZ '2013-01-01' AS time,
        {'a': 1, 'b': {'c': 2}} AS nested, [1, 2] AS list, MAP {'k': 1} AS map, 1.25::DECIMAL(9, 2) AS price, 'é' AS "größe")
      TO '${join(folder, 'all.parquet')}' (FORMAT parquet)`,
    )
    expect(await read('parquet', 'all.parquet')).toEqual([
      { name: 'whole', type: 'int64' },
      { name: 'part', type: 'float64' },
      { name: 'text', type: 'string' },
      { name: 'flag', type: 'bool' },
      { name: 'day', type: 'date' },
      { name: 'time', type: 'timestamp' },
      { name: 'nested', type: undefined },
      { name: 'list', type: undefined },
      { name: 'map', type: undefined },
      { name: 'price', type: 'float64' },
      { name: 'größe', type: 'string' },
    ])
    const wide = Array.from({ length: 3000 }, (_, index) => `${index} AS column_with_a_long_name_${index}`).join(', ')
    await connection.run(`COPY (SELECT ${wide}) TO '${join(folder, 'wide.parquet')}' (FORMAT parquet)`)
    expect(await read('parquet', 'wide.parquet')).toHaveLength(3000)
    connection.closeSync()
  })

  test('a damaged footer is an error of its own, never another', () => {
    const file = readFileSync(join(import.meta.dirname, '../../examples/flight-delays/data/weather.parquet'))
    const length = file.readUInt32LE(file.length - 8)
    const footer = file.subarray(file.length - 8 - length, file.length - 8)
    expect(parquetColumns(footer).map(({ name }) => name)).toContain('wind_speed')
    fc.assert(
      fc.property(fc.nat(400), fc.nat(255), (at, byte) => {
        const damaged = Uint8Array.from(footer)
        damaged[at] = byte
        try {
          parquetColumns(damaged)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('files of one source are opened until the wanted column is found', async () => {
    mkdirSync(join(folder, 'many'))
    const flights = readFileSync(join(import.meta.dirname, '../../examples/flight-delays/data/flights/2013-01.parquet'))
    writeFileSync(join(folder, 'many', 'a.parquet'), flights)
    writeFileSync(join(folder, 'many', 'b.parquet'), 'damaged')
    const columns = (await columnReader(folder)(source('parquet', 'many/*.parquet'))) ?? []
    const iterator = columns[Symbol.iterator]()
    expect(iterator.next().value).toMatchObject({ name: expect.any(String) })
    expect(() => {
      while (!iterator.next().done);
    }).toThrow(expect.objectContaining({ code: 'AF7005' }))
  })

  test('nothing that matches is told', async () => {
    await expect(read('parquet', 'none/*.parquet')).rejects.toMatchObject({ code: 'AF7002' })
    await expect(read('parquet', '**/none-*.parquet')).rejects.toMatchObject({ code: 'AF7002' })
    expect(await read('parquet', 's3://bucket/x.parquet')).toBeUndefined()
  })
})

describe('CSV', () => {
  test.each([
    ['a,b,c\n1,2,3\n', ['a', 'b', 'c']],
    ['a;b c;"d;e"\r\n1;2;3', ['a', 'b c', 'd;e']],
    ['a\tb\n', ['a', 'b']],
    ['\ufeff"say ""hi""",b\n', ['say "hi"', 'b']],
    ['single\n1\n', ['single']],
    ['1,2,3\n4,5,6\n', undefined],
    ['UA,2013-01-01\n', undefined],
    ['a,a\n', undefined],
    ['', undefined],
  ])('%j', (text, names) => {
    expect(csvColumns(text)).toEqual(names)
  })

  test('a source of files of which one has no header says nothing', async () => {
    mkdirSync(join(folder, 'csv'))
    writeFileSync(join(folder, 'csv', 'a.csv'), 'a,b\n1,2\n')
    writeFileSync(join(folder, 'csv', 'b.csv'), 'b,c\n')
    expect((await read('csv', 'csv/*.csv'))?.map(({ name }) => name)).toEqual(['a', 'b', 'b', 'c'])
    writeFileSync(join(folder, 'csv', 'c.csv'), '1,2\n')
    expect(await read('csv', 'csv/*.csv')).toBeUndefined()
  })
})
