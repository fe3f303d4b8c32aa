import { expect, it } from 'vitest'
import { customResourceDefinitions, DEFINITIONS } from './crds.js'
import type { JsonSchemaProps } from './structural.js'

function* nodes(schema: JsonSchemaProps, path: string): Generator<[string, JsonSchemaProps]> {
  yield [path, schema]
  for (const [name, child] of Object.entries(schema.properties ?? {})) yield* nodes(child, `${path}.${name}`)
  if (schema.items) yield* nodes(schema.items, `${path}[]`)
  if (schema.additionalProperties) yield* nodes(schema.additionalProperties, `${path}.*`)
}
const all = DEFINITIONS.flatMap(({ kind, spec, status }) => [...nodes(spec, `${kind}.spec`), ...nodes(status, `${kind}.status`)])

it('schemas are structural: each value has a type, and what it says is said of that type', () => {
  for (const [path, { type, properties, items, pattern }] of all) {
    expect(type, path).toBeDefined()
    if (properties) expect(type, path).toBe('object')
    if (items) expect(type, path).toBe('array')
    if (pattern !== undefined) expect(() => new RegExp(pattern), path).not.toThrow()
  }
})

it('everything is bounded, so that rules over it have a bounded cost', () => {
  for (const [path, schema] of all) {
    if (schema.type === 'string' && schema.enum === undefined && schema.format === undefined) expect(schema.maxLength, path).toBeDefined()
    if (schema.type === 'array') expect(schema.maxItems, path).toBeDefined()
    if (schema.additionalProperties) expect(schema.maxProperties, path).toBeDefined()
  }
})

it('every field says what it is', () => {
  for (const [path, { description }] of all) expect(description, path).toMatch(/^[A-Za-z][\s\S]*\.$/)
})

it('columns show fields that there are', () => {
  const known = new Set(all.map(([path]) => path))
  for (const { kind, columns } of DEFINITIONS) {
    for (const { jsonPath } of columns) expect(known, jsonPath).toContain(`${kind}${jsonPath.replace(/\[\?.*?\]/, '[]')}`)
  }
})

it('kinds and short names are used once', () => {
  const names = DEFINITIONS.flatMap(({ kind, plural, singular, shortNames }) => [...new Set([kind, plural, singular, ...shortNames])])
  expect(new Set(names).size).toBe(names.length)
  expect(customResourceDefinitions().map(({ metadata }) => metadata.name)).toEqual(
    DEFINITIONS.map(({ plural }) => `${plural}.aifactory.dev`),
  )
})
