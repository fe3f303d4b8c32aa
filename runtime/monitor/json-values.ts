/** SQL of a BOOLEAN for text that holds true, false or a number; null for any other. */
export function asBool(sql: string): string {
  return `coalesce(TRY_CAST(${sql} AS BOOLEAN), TRY_CAST(${sql} AS DOUBLE) <> 0)`
}

/**
 * SQL of a TIMESTAMPTZ for text that holds a time in RFC 3339 (UTC where it names no zone), or a number of seconds or
 * milliseconds since 1970: numbers from 1e11 on, which as seconds would be the year 5138, are milliseconds. Null for any other.
 */
export function asInstant(sql: string): string {
  const number = `TRY_CAST(${sql} AS DOUBLE)`
  const micros = `CAST(${number} * CASE WHEN abs(${number}) >= 1e11 THEN 1e3 ELSE 1e6 END AS BIGINT)`
  return `CASE WHEN ${number} IS NULL THEN TRY_CAST(${sql} AS TIMESTAMPTZ) WHEN abs(${number}) < 1e15 THEN make_timestamptz(${micros}) END`
}

/** SQL that gives text the type of a column that it is joined with; null where it does not have it. Times compare as instants. */
export function asType(sql: string, duckDbType: string): string {
  if (duckDbType === 'VARCHAR') return sql
  if (duckDbType === 'BOOLEAN') return asBool(sql)
  if (duckDbType === 'DATE') return `CAST(${asInstant(sql)} AS DATE)`
  if (duckDbType.startsWith('TIMESTAMP')) return `CAST(${asInstant(sql)} AS ${duckDbType})`
  return `TRY_CAST(${sql} AS ${duckDbType})`
}
