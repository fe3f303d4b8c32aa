/**
 * The column names in the first line of a CSV, or undefined where it seems to hold data: names are distinct, and none is a
 * number or a date. Comma, semicolon, tab and bar separate, whichever is most frequent.
 */
export function csvColumns(head: string): string[] | undefined {
  const text = head.startsWith('\uFEFF') ? head.slice(1) : head
  const candidates = [',', ';', '\t', '|'].map((separator) => firstRecord(text, separator))
  const names = candidates.reduce((best, record) => (record.length > best.length ? record : best))
  const plausible = names.every((name) => name !== '' && !/^[-+\d.][\d.eE:+-]*$/.test(name))
  return plausible && new Set(names).size === names.length ? names : undefined
}

/** The fields of the first record by RFC 4180: quotes may hold separators, line ends and doubled quotes. */
function firstRecord(text: string, separator: string): string[] {
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (quoted && char === '"' && text[at + 1] === '"') {
      field += '"'
      at++
    } else if (char === '"' && (quoted || field === '')) {
      quoted = !quoted
    } else if (!quoted && char === separator) {
      fields.push(field)
      field = ''
    } else if (!quoted && (char === '\n' || char === '\r')) {
      break
    } else {
      field += char
    }
  }
  return [...fields, field].map((name) => name.trim())
}
