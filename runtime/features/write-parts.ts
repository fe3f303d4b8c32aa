import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { BuildDatasetJob, DatasetManifest } from '../../schema/generated/jobs.js'
import { query } from '../duckdb.js'
import { identifier, literal } from '../sql.js'
import { type DatasetColumns, EVENT_TIME, LABEL } from './dataset-columns.js'
import { LABEL_COLUMN } from './examples.js'
import type { LabelColumn } from './label.js'
import { EVENT_COLUMN, PARTS, type Part, UNIT_COLUMN } from './split.js'

interface Facts {
  readonly part: Part
  readonly rows: number
  readonly classes: readonly string[]
  readonly first: string | null
  readonly last: string | null
}

/**
 * Writes train, validation and test.parquet: inputs in order, label, event_timestamp where the source has times, and the
 * kept columns; rows by time, then by place, then by value.
 * @throws AIFactoryError AF7203 where rows to learn from or to test on have one class only.
 */
export async function writeParts(
  connection: DuckDBConnection,
  job: BuildDatasetJob,
  { table, conditions, columns, label }: { table: string; conditions: Record<Part, string>; columns: DatasetColumns; label: LabelColumn },
): Promise<Pick<DatasetManifest, 'timestampField' | 'label' | 'rows' | 'bounds'>> {
  const facts = await Promise.all(PARTS.map((part) => partFacts(connection, table, part, conditions[part], label)))
  if (label.type !== 'float64') for (const part of facts) checkClasses(job, part)

  const timed = job.dataset.source.timestampField !== undefined
  const inputs = columns.inputs.map(({ name }) => identifier(name))
  const kept = columns.kept.map(identifier)
  const select = [
    ...inputs,
    `${identifier(LABEL_COLUMN)} AS ${LABEL}`,
    ...(timed ? [`${identifier(EVENT_COLUMN)} AS ${EVENT_TIME}`] : []),
    ...kept,
  ]
  const order = [EVENT_COLUMN, UNIT_COLUMN, LABEL_COLUMN].map(identifier).concat(inputs, kept)
  for (const part of PARTS) {
    const path = join(job.outputDir, `${part}.parquet`)
    await connection.run(
      `COPY (SELECT ${select.join(', ')} FROM ${table} WHERE ${conditions[part]} ORDER BY ${order.join(', ')}) TO ${literal(`${path}.tmp`)} (FORMAT parquet, COMPRESSION zstd)`,
    )
    await rename(`${path}.tmp`, path)
  }

  const bounds = facts.flatMap(({ part, first, last }) => (first !== null && last !== null ? [[part, [first, last]] as const] : []))
  return {
    timestampField: timed ? EVENT_TIME : null,
    label: { type: label.type, ...(await labelFacts(connection, job, table, conditions)) },
    rows: Object.fromEntries(facts.map(({ part, rows }) => [part, rows])) as Record<Part, number>,
    ...(timed ? { bounds: Object.fromEntries(bounds) as DatasetManifest['bounds'] } : {}),
  }
}

async function partFacts(connection: DuckDBConnection, table: string, part: Part, condition: string, label: LabelColumn): Promise<Facts> {
  const classes =
    label.type === 'float64' ? '[]::VARCHAR[]' : `coalesce(list_sort(list(DISTINCT CAST(${identifier(LABEL_COLUMN)} AS VARCHAR))), [])`
  const event = identifier(EVENT_COLUMN)
  const [row] = await query<Omit<Facts, 'part'>>(
    connection,
    `SELECT count(*) AS rows, ${classes} AS classes, min(${event}) AS first, max(${event}) AS last FROM ${table} WHERE ${condition}`,
  )
  return { part, rows: row?.rows ?? 0, classes: row?.classes ?? [], first: row?.first ?? null, last: row?.last ?? null }
}

function checkClasses({ dataset }: BuildDatasetJob, { part, classes }: Facts): void {
  if (part === 'validation' || classes.length > 1) return
  throw new AIFactoryError('AF7203', `dataset ${dataset.name}: every ${part} row has the label ${classes[0]}`, {
    hint: 'A classifier needs rows of at least two classes to learn from and to be tested on. Check the label, the filter and the split.',
  })
}

/** The share of positive rows, or the classes, over all parts. */
async function labelFacts(
  connection: DuckDBConnection,
  { task }: BuildDatasetJob,
  table: string,
  conditions: Record<Part, string>,
): Promise<Partial<DatasetManifest['label']>> {
  const used = PARTS.map((part) => `(${conditions[part]})`).join(' OR ')
  const label = identifier(LABEL_COLUMN)
  if (task === 'binary_classification') {
    const [row] = await query<{ share: number }>(connection, `SELECT avg(${label}) AS share FROM ${table} WHERE ${used}`)
    return { positiveShare: row?.share }
  }
  if (task !== 'multiclass_classification') return {}
  const rows = await query<{ name: string }>(connection, `SELECT DISTINCT ${label} AS name FROM ${table} WHERE ${used} ORDER BY name`)
  return { classes: rows.map(({ name }) => name) }
}
