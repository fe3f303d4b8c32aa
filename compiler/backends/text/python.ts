/** What a literal of Python may be made of. */
export type PythonValue = string | number | boolean | null | undefined | readonly PythonValue[] | { readonly [key: string]: PythonValue }

/**
 * A literal of Python, in lines where it is long. Texts are in ASCII, so that no sign ends a line or a string; keys that are undefined
 * are left out.
 */
export function pythonLiteral(value: PythonValue, indent = ''): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return pythonNumber(value)
  if (typeof value === 'string') return pythonString(value)
  const deeper = `${indent}    `
  const items = isList(value)
    ? value.map((item) => pythonLiteral(item, deeper))
    : Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [`${pythonString(key)}: ${pythonLiteral(item, deeper)}`]))
  const [open, close] = isList(value) ? ['[', ']'] : ['{', '}']
  const line = `${open}${items.join(', ')}${close}`
  if (!line.includes('\n') && indent.length + line.length <= LINE) return line
  return `${open}\n${items.map((item) => `${deeper}${item},\n`).join('')}${indent}${close}`
}

const LINE = 100

const isList = (value: object): value is readonly PythonValue[] => Array.isArray(value)

function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'float("nan")'
  if (!Number.isFinite(value)) return value > 0 ? 'float("inf")' : 'float("-inf")'
  return String(value)
}

/** A text in double quotes. Python counts code points, where JavaScript counts halves of them. */
export function pythonString(text: string): string {
  let out = '"'
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0
    if (sign === '"' || sign === '\\') out += `\\${sign}`
    else if (sign === '\n') out += '\\n'
    else if (code >= 0x20 && code < 0x7f) out += sign
    else if (code <= 0xff) out += `\\x${code.toString(16).padStart(2, '0')}`
    else if (code <= 0xffff) out += `\\u${code.toString(16).padStart(4, '0')}`
    else out += `\\U${code.toString(16).padStart(8, '0')}`
  }
  return `${out}"`
}
