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

/** A TIMESTAMPTZ literal of a time in RFC 3339. */
export function timestamp(time: string | Date): string {
  return `TIMESTAMPTZ ${literal(typeof time === 'string' ? time : time.toISOString())}`
}
