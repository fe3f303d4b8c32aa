import type { Path } from '../source/node.js'
import { keyCompletions } from './completion/fields.js'
import type { Completion } from './completion/item.js'
import { valueCompletions, variableNames } from './completion/values.js'
import { type Cursor, cursorAt } from './cursor.js'
import { belowSpec, type FactoryView } from './factory-view.js'
import { meaningAt } from './meaning.js'
import { schemaAt } from './schema-at.js'

export interface Completions {
  readonly items: readonly Completion[]
  /** Offsets of what is replaced. */
  readonly start: number
  readonly end: number
}

/** What may be written at an offset of a file of the factory. */
export function complete(view: FactoryView, path: string, offset: number): Completions {
  const none = { items: [], start: offset, end: offset }
  const file = view.files.get(path)?.file
  if (file === undefined) return none
  const open = /\$\{var\.([\w-]*)$/.exec(file.text.slice(Math.max(0, offset - 200), offset))
  if (open) {
    const rest = /^[\w-]*(\}?)/.exec(file.text.slice(offset, offset + 200)) ?? ['', '']
    const word = (rest[0].length ?? 0) - (rest[1]?.length ?? 0)
    return { items: variableNames(view, rest[1] !== ''), start: offset - (open[1]?.length ?? 0), end: offset + word }
  }
  const cursor = cursorAt(file.text, offset)
  if (cursor === undefined) return none
  if (cursor.role === 'key') return { items: keyCompletions(view, path, cursor), start: cursor.start, end: cursor.end }
  const keys = cursor.role === 'either' ? keyCompletions(view, path, below(view, path, cursor)) : []
  const values = valueCompletions(view, path, cursor)
  const word = isSql(cursor.path) ? sqlWord(file.text, cursor, offset) : cursor
  return { items: [...keys, ...values.map((item) => spaced(item, file.text, word.start, cursor))], start: word.start, end: word.end }
}

/** Fields below a key are written from where the cursor is; in a list, beside the dash. */
function below(view: FactoryView, path: string, cursor: Cursor): Cursor {
  const isList = schemaAt(view, path, cursor.path).some(({ type }) => type === 'array')
  return isList ? { ...cursor, path: [...cursor.path, ''] } : cursor
}

function isSql(path: Path): boolean {
  const place = belowSpec(path)
  return place !== undefined && meaningAt(place.path, 'value')?.kind === 'sql'
}

/** The name at the cursor within an expression. */
function sqlWord(text: string, cursor: Cursor, offset: number): { start: number; end: number } {
  const before = /[\w$]*$/.exec(text.slice(cursor.start, offset))?.[0].length ?? 0
  const after = /^[\w$]*/.exec(text.slice(offset, Math.max(offset, cursor.end)))?.[0].length ?? 0
  return { start: offset - before, end: offset + after }
}

/** YAML wants a space after a colon, and knows no quotes within quotes. */
function spaced(item: Completion, text: string, start: number, { quote }: Cursor): Completion {
  if (quote !== undefined)
    return { ...item, insert: item.insert.startsWith('"') && item.kind === 'variable' ? item.insert.slice(1, -1) : item.insert }
  return text[start - 1] === ':' && /^[\w-]*:$/.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim())
    ? { ...item, insert: ` ${item.insert}` }
    : item
}
