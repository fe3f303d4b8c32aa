/** An SQL identifier in double quotes. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** An SQL literal of a value. */
export function literal(value: string | number | boolean | null): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number' && !Number.isFinite(value)) return `'${value}'::DOUBLE`
  // With an exponent it is a DOUBLE; without one a DECIMAL, whose last digit may change on its way to a DOUBLE.
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toExponential()
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}

/** DuckDB has no empty structs. */
export const NO_FIELD = ' '

/** SQL of a struct of named values; of one placeholder where there are none. */
export function struct(fields: readonly (readonly [name: string, sql: string])[]): string {
  const listed = fields.length > 0 ? fields : [[NO_FIELD, 'NULL::VARCHAR'] as const]
  return `struct_pack(${listed.map(([name, sql]) => `${identifier(name)} := ${sql}`).join(', ')})`
}

/** A TIMESTAMPTZ literal of a time in RFC 3339. */
export function timestamp(time: string | Date): string {
  return `TIMESTAMPTZ ${literal(typeof time === 'string' ? time : time.toISOString())}`
}
