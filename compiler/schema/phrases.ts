import { parentPointer, resolved, type SchemaNode, schemaAt } from './schema-document.js'

/** What a definition stands for, as said in an error. */
const PHRASES: Readonly<Record<string, string>> = {
  '#/$defs/Name': 'a name of lower-case letters, digits and dashes',
  '#/$defs/Identifier': 'a name of letters, digits and underscores that begins with no digit',
  '#/$defs/Duration': 'a duration such as 5m, 24h or 30d',
  '#/$defs/Fraction': 'a percentage such as 20%, or a number from 0 to 1',
  '#/$defs/Percentage': 'a percentage such as 5%',
  '#/$defs/Quantity': 'a quantity such as 2, 500m or 4Gi',
  '#/$defs/Cron': 'a cron expression of five fields such as "0 3 * * *"',
  '#/$defs/ColumnName': 'the name of a column',
  '#/$defs/ColumnNames': 'a list of column names',
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'nothing',
}

/** What a schema node wants, such as "a duration such as 5m, 24h or 30d". */
export function wanted(pointer: string): string {
  const phrase = PHRASES[pointer]
  if (phrase) return phrase
  const node = schemaAt(pointer)
  return node ? wantedBy(node) : 'something else'
}

function wantedBy(node: SchemaNode): string {
  if (node.$ref && PHRASES[node.$ref]) return PHRASES[node.$ref] ?? ''
  const { const: constant, enum: values, type, anyOf, examples } = resolved(node)
  if (constant !== undefined) return shown(constant)
  if (values) return `one of ${values.map(shown).join(', ')}`
  if (type !== undefined) return typeNames(type)
  if (anyOf) return alternatives(anyOf)
  return examples ? `something like ${shown(examples[0])}` : 'something else'
}

export function alternatives(branches: readonly SchemaNode[]): string {
  return [...new Set(branches.map(wantedBy))].join(', or ')
}

export function typeNames(type: string | readonly string[]): string {
  return [type]
    .flat()
    .map((name) => TYPES[name] ?? name)
    .join(', or ')
}

/** The phrase of the definition that holds a keyword, where the text itself does not fit. */
export function wantedAt(schemaPath: string): string {
  const holder = parentPointer(schemaPath)
  const definition = holder.split('/').slice(0, 3).join('/')
  return PHRASES[holder] ?? PHRASES[definition] ?? exampleOf(holder)
}

function exampleOf(pointer: string): string {
  const example = schemaAt(pointer)?.examples?.[0]
  return example === undefined ? 'of the form that is expected' : `something like ${shown(example)}`
}

/** A value as a user would write it, shortened. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** What a value is, for "must be a number, found text". */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  return typeof value === 'string' ? `the text ${shown(value)}` : shown(value)
}
