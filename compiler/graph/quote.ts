/** A column's name as an SQL expression. */
export function quoteColumn(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
