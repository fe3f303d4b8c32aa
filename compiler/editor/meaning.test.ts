import { expect, test } from 'vitest'
import schema from '../../schema/aifactory.v1.schema.json' with { type: 'json' }
import { definitionName, resolved, type SchemaNode } from '../schema/schema-document.js'
import { meaningAt } from './meaning.js'

/** Paths below spec of every value that the schema calls a column, columns or SQL; * is any key or index. */
function* places(node: SchemaNode, path: readonly string[], open: readonly string[]): Generator<{ path: readonly string[]; kind: string }> {
  const name = node.$ref === undefined ? undefined : definitionName(node.$ref)
  if (name === 'ColumnName') yield { path, kind: 'column' }
  if (name === 'ColumnNames') yield { path: [...path, '*'], kind: 'column' }
  if (name === 'SqlExpression') yield { path, kind: 'sql' }
  if (name !== undefined && open.includes(name)) return
  const inner = name === undefined ? open : [...open, name]
  const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [] } = resolved(node)
  for (const [key, field] of Object.entries(properties)) yield* places(field, [...path, key], inner)
  if (typeof additionalProperties === 'object') yield* places(additionalProperties, [...path, '*'], inner)
  if (items) yield* places(items, [...path, '*'], inner)
  for (const branch of [...anyOf, ...oneOf]) yield* places(branch, path, inner)
}

const SPEC = (schema.$defs as Readonly<Record<string, SchemaNode>>).Spec ?? {}
const { targets: _targets, ...sections } = SPEC.properties ?? {}
const FOUND = [...new Map([...places({ properties: sections }, [], [])].map((place) => [place.path.join('.'), place])).values()]

test('the schema has columns and SQL', () => expect(FOUND.length).toBeGreaterThan(20))

test.each(FOUND.map(({ path, kind }) => [path.join('.'), kind]))('editors know what %s is', (path, kind) => {
  expect(meaningAt(path.split('.'), 'value')).toMatchObject({ kind })
})
