import type { DuckDBConnection } from '@duckdb/node-api'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ColumnType, FeatureDefinition, FeatureViewDefinition } from '../../schema/generated/jobs.js'
import { columnType } from '../data/column-type.js'
import { expressionType } from '../data/expression-type.js'
import type { OpenSource } from '../data/open-source.js'

const OF_NUMBERS: readonly string[] = ['mean', 'sum', 'stddev']

/**
 * Types of a view's features, in their order. spine, where given, is the source of the rows that the features are joined to.
 * @throws AIFactoryError AF7101 a join key is not a column, AF7201 a wrong expression, AF7205 a type that cannot be used,
 * AF7206 a source without times.
 */
export async function checkView(
  connection: DuckDBConnection,
  view: FeatureViewDefinition,
  source: OpenSource,
  spine?: OpenSource,
): Promise<ColumnType[]> {
  if (view.source.timestampField === undefined) {
    throw new AIFactoryError('AF7206', `view ${view.name}: its source ${view.source.name} has no timestampField`, {
      hint: 'Features are joined as they were known at a time, so their source must say when its rows happened.',
    })
  }
  for (const key of view.joinKeys) checkKey(view, key, source, spine)
  const types: ColumnType[] = []
  for (const feature of view.features) {
    const found = await expressionType(connection, source.relation, feature.expression, `feature ${view.name}:${feature.name}`)
    types.push(feature.type ?? featureType(view, feature, found))
  }
  return types
}

function featureType(view: FeatureViewDefinition, { name, aggregate }: FeatureDefinition, duckDbType: string): ColumnType {
  const type = columnType(duckDbType)
  const numeric = type === 'int64' || type === 'float64' || type === 'bool'
  if (type === undefined || (!numeric && OF_NUMBERS.includes(aggregate ?? ''))) {
    throw new AIFactoryError(
      'AF7205',
      `feature ${view.name}:${name} ${aggregate ? `is the ${aggregate} of` : 'is'} ${type ?? duckDbType}, which cannot be used`,
      {
        hint:
          numeric || !aggregate
            ? 'Use an expression that gives a number, a text or a bool.'
            : `${aggregate} needs numbers; count and count_distinct take any values.`,
      },
    )
  }
  if (aggregate === 'count' || aggregate === 'count_distinct') return 'int64'
  return OF_NUMBERS.includes(aggregate ?? '') ? 'float64' : type
}

/** Keys of different types would be compared as text or fail half-way. */
function checkKey(view: FeatureViewDefinition, key: string, source: OpenSource, spine: OpenSource | undefined): void {
  const types = [source, ...(spine ? [spine] : [])].map((side) => {
    const column = side.columns.find(({ name }) => name === key)
    if (column) return column
    throw new AIFactoryError('AF7101', `view ${view.name}: its join key ${key} is not a column of source ${side.definition.name}`, {
      hint: `Columns: ${side.columns.map(({ name }) => name).join(', ')}.`,
    })
  })
  const [own, other] = types
  if (own && other && own.type !== other.type) {
    throw new AIFactoryError(
      'AF7205',
      `view ${view.name}: its join key ${key} is ${own.type ?? own.duckDbType} in ${source.definition.name} and ${other.type ?? other.duckDbType} in ${spine?.definition.name}`,
      {
        hint: 'Give both the same type, for instance in the schema of one of them.',
      },
    )
  }
}
