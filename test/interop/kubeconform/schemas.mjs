// Makes JSON Schemas for kubeconform of the API server's OpenAPI document: a file for each kind, which refers to nothing outside
// of itself and takes no fields that are not declared. `node schemas.mjs swagger.json FOLDER`
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const [, , source, folder] = process.argv
const { definitions } = JSON.parse(readFileSync(source, 'utf8'))
mkdirSync(folder, { recursive: true })
for (const [name, definition] of Object.entries(definitions)) {
  for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? []) {
    const needed = {}
    collect(name, needed)
    const suffix = [kind, group.split('.')[0], version].filter((word) => word !== '').join('-')
    const schema = { $schema: 'http://json-schema.org/draft-07/schema#', $ref: `#/definitions/${name}`, definitions: needed }
    writeFileSync(`${folder}/${suffix.toLowerCase()}.json`, JSON.stringify(schema))
  }
}

/** A definition and all that it refers to. */
function collect(name, needed) {
  if (needed[name]) return
  needed[name] = {}
  needed[name] = strict(definitions[name], (other) => collect(other, needed))
}

/** Without what only the server's document needs, and closed against other fields. */
function strict(node, refer) {
  if (Array.isArray(node)) return node.map((item) => strict(item, refer))
  if (typeof node !== 'object' || node === null) return node
  if (node.$ref) {
    refer(node.$ref.split('/').at(-1))
    return { $ref: node.$ref }
  }
  // The document says string for both, and says the rest in words.
  if (node.format === 'int-or-string') return { type: ['string', 'integer'] }
  if (node.description?.startsWith('Quantity is a fixed-point representation')) return { type: ['string', 'number'] }
  const { properties, ...rest } = node
  const kept = Object.entries(rest).filter(
    ([key]) => !key.startsWith('x-') && key !== 'description' && key !== 'format' && key !== 'default',
  )
  const done = Object.fromEntries(kept.map(([key, value]) => [key, strict(value, refer)]))
  if (properties === undefined) return done
  const fields = Object.fromEntries(Object.entries(properties).map(([field, value]) => [field, strict(value, refer)]))
  return { ...done, properties: fields, ...(done.additionalProperties === undefined && { additionalProperties: false }) }
}
