import { definitionName, resolved, type SchemaNode } from './schema-document.js'

/** What a definition stands for, as said in an error. */
const PHRASES: Readonly<Record<string, string>> = {
  Name: 'a name of lower-case letters, digits and dashes',
  Identifier: 'a name of letters, digits and underscores that begins with no digit',
  Duration: 'a duration such as 5m, 24h or 30d',
  TrainTimeout: 'a duration such as 5m, 24h or 30d',
  Fraction: 'a percentage such as 20%, or a number from 0 to 1',
  Percentage: 'a percentage such as 5%',
  Quantity: 'a quantity such as 2, 500m or 4Gi',
  Cron: 'a cron expression of five fields such as "0 3 * * *"',
  ColumnName: 'the name of a column',
  ColumnNames: 'a list of column names',
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

/** The phrase of the definition that a node refers to. */
export function phraseOf({ $ref }: SchemaNode): string | undefined {
  return $ref === undefined ? undefined : PHRASES[definitionName($ref)]
}

/** What a schema node wants, such as "a duration such as 5m, 24h or 30d". */
export function wanted(given: SchemaNode): string {
  const node = resolved(given)
  const phrase = phraseOf(node)
  if (phrase !== undefined) return phrase
  if (node.const !== undefined) return shown(node.const)
  if (node.enum) return `one of ${node.enum.map(shown).join(', ')}`
  if (node.anyOf && node.type === undefined) return alternatives(node.anyOf)
  if (node.pattern !== undefined) return node.examples ? `something like ${shown(node.examples[0])}` : `text that matches ${node.pattern}`
  return node.type === undefined ? 'something else' : typeNames(node.type)
}

export function alternatives(branches: readonly SchemaNode[]): string {
  return [...new Set(branches.map(wanted))].join(', or ')
}

export function typeNames(type: string | readonly string[]): string {
  return [type]
    .flat()
    .map((name) => TYPES[name] ?? name)
    .join(', or ')
}

/** A value as a user would write it, shortened. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** What a value is, for "must be a number; it is a list". */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a map' : shown(value)
}
