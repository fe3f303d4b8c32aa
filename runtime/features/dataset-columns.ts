import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ColumnType, DatasetDefinition, DatasetManifest } from '../../schema/generated/jobs.js'
import type { OpenSource } from '../data/open-source.js'
import { query } from '../duckdb.js'
import { identifier } from '../sql.js'
import { checkView } from './check-view.js'

export const LABEL = 'label'
export const EVENT_TIME = 'event_timestamp'

type Input = DatasetManifest['inputs'][number]

export interface DatasetColumns {
  /** Model inputs in order: request columns, then features. */
  readonly inputs: readonly Input[]
  /** Source columns beside the inputs. */
  readonly kept: readonly string[]
  /** Every column of the dataset's source that is needed: inputs, kept, join keys. */
  readonly needed: readonly string[]
}

/**
 * The columns of a dataset and their types.
 * @throws AIFactoryError AF7101 a missing column, AF7205 a type that a model cannot take, AF7207 two columns of one name;
 * those of checkView.
 */
export async function datasetColumns(
  connection: DuckDBConnection,
  dataset: DatasetDefinition,
  source: OpenSource,
  views: ReadonlyMap<string, OpenSource>,
): Promise<DatasetColumns> {
  const kept = (dataset.keep ?? []).filter((name) => !dataset.request.includes(name))
  const keys = dataset.views.flatMap(({ joinKeys }) => joinKeys)
  const group = dataset.split.by === 'group' && dataset.split.column !== undefined ? [dataset.split.column] : []
  const needed = [...new Set([...dataset.request, ...kept, ...keys])]
  for (const name of [...needed, ...group]) sourceColumn(dataset, source, name)

  const inputs: Input[] = dataset.request.map((name) => ({
    name,
    type: inputType(`request column ${name}`, sourceColumn(dataset, source, name).type),
    from: 'request',
  }))
  for (const view of dataset.views) {
    const own = views.get(view.source.name)
    if (own === undefined) throw new Error(`source ${view.source.name} is not open`)
    const types = await checkView(connection, view, own, source)
    for (const [index, { name }] of view.features.entries())
      inputs.push({ name, type: inputType(`feature ${view.name}:${name}`, types[index]), from: view.name })
  }
  const names = [...inputs.map(({ name }) => name), ...kept, LABEL, EVENT_TIME]
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw new AIFactoryError('AF7207', `dataset ${dataset.name} has two columns called ${twice}`, {
      hint:
        twice === LABEL || twice === EVENT_TIME
          ? `${LABEL} and ${EVENT_TIME} are the dataset's own: rename the column.`
          : 'Rename one of the features.',
    })
  }
  return { inputs, kept, needed }
}

function sourceColumn(dataset: DatasetDefinition, source: OpenSource, name: string) {
  const column = source.columns.find((candidate) => candidate.name === name)
  if (column) return column
  throw new AIFactoryError('AF7101', `dataset ${dataset.name}: ${name} is not a column of source ${source.definition.name}`, {
    hint: `Columns: ${source.columns.map((candidate) => candidate.name).join(', ')}.`,
  })
}

function inputType(what: string, type: ColumnType | undefined): ColumnType {
  if (type === 'string' || type === 'int64' || type === 'float64' || type === 'bool') return type
  throw new AIFactoryError('AF7205', `${what} is ${type ?? 'of a type'} that a model cannot take`, {
    hint: 'Models take numbers, text and bools: turn a time into hours, days or an age by an expression.',
  })
}

/**
 * How many values of floating-point inputs are NaN or infinite, in words: they count as missing. For a feature the source's
 * values are counted, before they are aggregated.
 */
export async function notFinite(
  connection: DuckDBConnection,
  dataset: DatasetDefinition,
  source: OpenSource,
  views: ReadonlyMap<string, OpenSource>,
): Promise<string[]> {
  const groups = [
    { relation: source.relation, from: 'request', expressions: dataset.request.map((name) => ({ name, expression: identifier(name) })) },
    ...dataset.views.map((view) => ({ relation: views.get(view.source.name)?.relation, from: view.name, expressions: view.features })),
  ]
  const found: string[] = []
  for (const { relation, from, expressions } of groups.filter(({ expressions: all }) => all.length > 0)) {
    const counts = expressions.map(({ expression }, index) => {
      const value = `(${expression}\n)`
      return `count(*) FILTER (WHERE typeof(${value}) IN ('FLOAT', 'DOUBLE') AND NOT isfinite(TRY_CAST(${value} AS DOUBLE))) AS n${index}`
    })
    const [row] = await query<Record<string, number>>(connection, `SELECT ${counts.join(', ')} FROM ${relation}`)
    for (const [index, { name }] of expressions.entries()) {
      const count = row?.[`n${index}`] ?? 0
      if (count > 0) found.push(`${from}:${name}: ${count} values are NaN or infinite and count as missing`)
    }
  }
  return found
}
