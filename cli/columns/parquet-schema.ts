import type { KnownColumn } from '../../compiler/columns/columns.js'
import type { ColumnType } from '../../schema/generated/jobs.js'
import { STRUCT, ThriftReader } from './thrift.js'

/**
 * The top-level columns in the footer of a parquet file (FileMetaData of parquet.thrift), without what comes after the
 * schema: statistics of every chunk are most of a footer.
 * @throws RangeError where the footer is damaged.
 */
export function parquetColumns(footer: Uint8Array): KnownColumn[] {
  const reader = new ThriftReader(footer)
  for (const { id, type } of reader.fields()) {
    if (id !== 2) {
      reader.skip(type)
      continue
    }
    const elements = Array.from({ length: reader.listHeader() }, () => schemaElement(reader))
    return topLevel(elements)
  }
  throw new RangeError('no schema')
}

interface SchemaElement {
  name: string
  children: number
  type?: number
  converted?: number
  logical?: number
}

function schemaElement(reader: ThriftReader): SchemaElement {
  const element: SchemaElement = { name: '', children: 0 }
  for (const { id, type } of reader.fields()) {
    if (id === 1) element.type = reader.int()
    else if (id === 4) element.name = reader.text()
    else if (id === 5) element.children = reader.int()
    else if (id === 6) element.converted = reader.int()
    else if (id === 10 && type === STRUCT) element.logical = unionMember(reader)
    else reader.skip(type)
  }
  return element
}

/** Which member of a union is set; what it holds does not matter here. */
function unionMember(reader: ThriftReader): number | undefined {
  let member: number | undefined
  for (const { id, type } of reader.fields()) {
    member = id
    reader.skip(type)
  }
  return member
}

/** The tree is written depth first: each group is followed by its children. */
function topLevel([root, ...elements]: readonly SchemaElement[]): KnownColumn[] {
  const columns: KnownColumn[] = []
  let at = 0
  for (let index = 0; index < (root?.children ?? 0); index++) {
    const element = elements[at]
    if (element === undefined) throw new RangeError('the schema ends early')
    columns.push({ name: element.name, type: element.children > 0 ? undefined : columnType(element) })
    for (let open = 1; open > 0 && at < elements.length; open--) open += elements[at++]?.children ?? 0
  }
  return columns
}

const INT96 = 3
const PHYSICAL: Readonly<Record<number, ColumnType>> = {
  0: 'bool',
  1: 'int64',
  2: 'int64',
  [INT96]: 'timestamp',
  4: 'float64',
  5: 'float64',
}
/** Members of the union LogicalType: string, enum, decimal, date, timestamp, uuid. */
const LOGICAL: Readonly<Record<number, ColumnType>> = { 1: 'string', 4: 'string', 5: 'float64', 6: 'date', 8: 'timestamp', 14: 'string' }
/** Values of ConvertedType, which older writers use: UTF8, ENUM, DECIMAL, DATE, TIMESTAMP_MILLIS, TIMESTAMP_MICROS. */
const CONVERTED: Readonly<Record<number, ColumnType>> = {
  0: 'string',
  4: 'string',
  5: 'float64',
  6: 'date',
  9: 'timestamp',
  10: 'timestamp',
}

function columnType({ type, converted, logical }: SchemaElement): ColumnType | undefined {
  return LOGICAL[logical ?? -1] ?? CONVERTED[converted ?? -1] ?? PHYSICAL[type ?? -1]
}
