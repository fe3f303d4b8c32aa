import { withoutPartial } from './partial-schema.mjs'

/**
 * Every field of a JSON Schema that holds a value of its own, sorted as the schema has them: its path, in which `*` stands for
 * any name of a map and `[]` for any item of a list, and the schemas of its values.
 */
export function schemaFields(schema) {
  const fields = new Map()
  const whole = withoutPartial(schema)
  walk(whole, '', whole.$defs, (path, values) => fields.set(path, [...(fields.get(path) ?? []), values]))
  return [...fields].map(([path, values]) => ({ path, values }))
}

function walk(value, path, defs, found) {
  if (value.$ref) return walk(defs[value.$ref.split('/').at(-1)], path, defs, found)
  const branches = value.oneOf ?? value.anyOf
  // What is required of branches, beside properties of its own, is no field.
  if (branches?.some((branch) => branch.$ref || branch.type || branch.const !== undefined)) {
    for (const branch of branches) walk(branch, path, defs, found)
    return
  }
  const { properties, additionalProperties: more, items } = value
  const below = (name) => (path === '' ? name : `${path}.${name}`)
  for (const [name, property] of Object.entries(properties ?? {})) walk(property, below(name), defs, found)
  if (typeof more === 'object') walk(more, below('*'), defs, found)
  if (items) walk(items, `${path}[]`, defs, found)
  if (!properties && typeof more !== 'object' && !items) found(path, value)
}
