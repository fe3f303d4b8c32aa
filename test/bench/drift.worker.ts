// PSI and Kolmogorov-Smirnov of every column of two parquet files, in a process of its own, so that its peak memory is its own.
import { performance } from 'node:perf_hooks'
import { openDuckDb, query } from '../../runtime/duckdb.js'
import { compareSamples } from '../../runtime/monitor/compare-samples.js'
import { readSamples } from '../../runtime/monitor/read-sample.js'
import { identifier, literal } from '../../runtime/sql.js'

const VALUES_AT_ONCE = 8_000_000
const [reference = '', current = ''] = process.argv.slice(2)

const started = performance.now()
const connection = await openDuckDb({ memoryLimit: '2GB' })
const relations = [reference, current].map((path) => `read_parquet(${literal(path)})`)
const rows: number[] = []
for (const relation of relations) rows.push((await query<{ n: number }>(connection, `SELECT count(*) AS n FROM ${relation}`))[0]?.n ?? 0)
const names = (await query<{ column_name: string }>(connection, `DESCRIBE SELECT * FROM ${relations[0]}`)).map((row) => row.column_name)
const size = Math.max(1, Math.floor(VALUES_AT_ONCE / ((rows[0] ?? 0) + (rows[1] ?? 0))))
let found = { psi: 0, ks: 0 }
for (let from = 0; from < names.length; from += size) {
  const columns = (side: number) =>
    names.slice(from, from + size).map((name) => ({ value: identifier(name), type: 'float64' as const, rows: rows[side] ?? 0 }))
  const before = await readSamples(connection, relations[0] ?? '', columns(0))
  const after = await readSamples(connection, relations[1] ?? '', columns(1))
  for (const [i, sample] of before.entries()) {
    const other = after[i]
    if (!other) throw new Error('both files have the same columns')
    found = {
      psi: found.psi + (compareSamples('psi', sample, other).statistic ?? Number.NaN),
      ks: found.ks + (compareSamples('ks', sample, other).statistic ?? Number.NaN),
    }
  }
}
const seconds = (performance.now() - started) / 1000
console.log(JSON.stringify({ seconds, peakMiB: process.resourceUsage().maxRSS / 1024, ...found }))
