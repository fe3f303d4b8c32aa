import { withoutPartial } from './partial-schema.mjs'

/**
 * The fields that a JSON Schema calls deprecated, in its order: each as a pattern, in which `*` stands for any name of a map and
 * `[]` for any item of a list, with what replaces it (`x-replacedBy`): a field beside it, or one in a map beside it.
 */
export function deprecatedFields(schema) {
  const found = new Map()
  const { $defs, ...root } = withoutPartial(schema)
  walk(root, [], '')
  return [...found].map(([field, replacedBy]) => ({ field, ...(replacedBy !== undefined && { replacedBy }) }))

  /** `open` are the definitions that a definition stands in, so that one that holds itself ends. */
  function walk(value, open, path) {
    if (value.$ref !== undefined) {
      if (open.includes(value.$ref)) return
      walk($defs[value.$ref.split('/').at(-1)], [...open, value.$ref], path)
    }
    for (const branch of [...(value.oneOf ?? []), ...(value.anyOf ?? []), ...(value.allOf ?? [])]) walk(branch, open, path)
    for (const [name, property] of Object.entries(value.properties ?? {})) {
      const field = path === '' ? name : `${path}.${name}`
      if (property.deprecated === true) found.set(field, property['x-replacedBy'])
      walk(property, open, field)
    }
    if (typeof value.additionalProperties === 'object') walk(value.additionalProperties, open, path === '' ? '*' : `${path}.*`)
    if (value.items) walk(value.items, open, `${path}[]`)
  }
}
