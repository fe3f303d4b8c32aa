import type { ColumnType } from '../../schema/generated/jobs.js'

/** The language's type of one of DuckDB's, or undefined for types that it does not know (lists, structs, blobs, times of day, intervals). */
export function columnType(duckDbType: string): ColumnType | undefined {
  if (/^(VARCHAR|UUID|ENUM\b)/.test(duckDbType) && !duckDbType.endsWith('[]')) return 'string'
  if (/^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/.test(duckDbType)) return 'int64'
  if (/^(FLOAT|DOUBLE|U?HUGEINT|DECIMAL\([0-9,]+\))$/.test(duckDbType)) return 'float64'
  if (duckDbType === 'BOOLEAN') return 'bool'
  if (duckDbType === 'DATE') return 'date'
  if (/^TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE|)$/.test(duckDbType)) return 'timestamp'
  return undefined
}

/** DuckDB's type of one of the language's. */
export const DUCKDB_TYPES: Readonly<Record<ColumnType, string>> = {
  string: 'VARCHAR',
  int64: 'BIGINT',
  float64: 'DOUBLE',
  bool: 'BOOLEAN',
  timestamp: 'TIMESTAMPTZ',
  date: 'DATE',
}
