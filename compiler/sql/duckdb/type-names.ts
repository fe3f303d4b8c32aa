import type { ColumnType } from '../../../schema/generated/jobs.js'

/** DuckDB's type of one of the language's. */
export const DUCKDB_TYPES: Readonly<Record<ColumnType, string>> = {
  string: 'VARCHAR',
  int64: 'BIGINT',
  float64: 'DOUBLE',
  bool: 'BOOLEAN',
  timestamp: 'TIMESTAMPTZ',
  date: 'DATE',
}

const NAMES: readonly (readonly [RegExp, ColumnType])[] = [
  [/^(VARCHAR|UUID|ENUM\b.*)$/, 'string'],
  [/^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/, 'int64'],
  [/^(FLOAT|DOUBLE|U?HUGEINT|BIGNUM|DECIMAL(\([0-9,]+\))?)$/, 'float64'],
  [/^BOOLEAN$/, 'bool'],
  [/^DATE$/, 'date'],
  [/^TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?$/, 'timestamp'],
]

/** The language's type of one of DuckDB's, or DuckDB's name where the language has none (lists, structs, intervals). */
export function typeName(duckDbType: string): string {
  return NAMES.find(([pattern]) => pattern.test(duckDbType))?.[1] ?? duckDbType
}

/** A type as it is called in a message. */
export function spokenType(duckDbType: string): string {
  if (duckDbType === 'INTEGER_LITERAL') return 'a whole number'
  if (duckDbType === 'STRING_LITERAL') return 'a text'
  if (duckDbType === '"NULL"' || duckDbType === 'NULL') return 'NULL'
  return typeName(duckDbType)
}
