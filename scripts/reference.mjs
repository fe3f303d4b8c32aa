// Writes docs/reference.md from the language's JSON Schema, so that the two cannot disagree.
import { readFile } from 'node:fs/promises'

/** The whole page as Markdown. */
export async function referencePage() {
  const schema = JSON.parse(await readFile(new URL('../schema/aifactory.v1.schema.json', import.meta.url), 'utf8'))
  const { $defs } = schema
  const isObject = (definition) => definition.properties !== undefined
  const named = Object.entries($defs)
  const lines = [
    '# Reference of aifactory.yaml',
    '',
    'Generated from [the schema](../schema/aifactory.v1.schema.json) by `npm run docs`. A field in bold must be given.',
    '',
    schema.description,
    '',
    ...section('AIFactory', schema, $defs),
    ...named.filter(([, definition]) => isObject(definition)).flatMap(([name, definition]) => section(name, definition, $defs)),
    ...named.filter(([, definition]) => !isObject(definition)).flatMap(([name, definition]) => valueSection(name, definition, $defs)),
  ]
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`
}

function section(name, definition, defs) {
  const required = new Set(definition.required ?? [])
  const rows = Object.entries(definition.properties).map(([field, value]) => {
    const resolved = { ...(value.$ref?.startsWith('#') ? defs[value.$ref.split('/').at(-1)] : {}), ...value }
    const shown = required.has(field) ? `**\`${field}\`**` : `\`${field}\``
    const fallback = resolved.default === undefined ? '' : `\`${JSON.stringify(resolved.default)}\``
    return `| ${shown} | ${typeOf(value, defs)} | ${fallback} | ${cell(resolved.description ?? '')} |`
  })
  return [
    `## ${name}`,
    '',
    definition.description ?? '',
    '',
    '| field | type | default | what |',
    '|---|---|---|---|',
    ...rows,
    '',
    ...examples(definition),
  ]
}

function valueSection(name, definition, defs) {
  return [`## ${name}`, '', `${definition.description ?? ''} ${typeOf(definition, defs)}.`.trim(), '', ...examples(definition)]
}

function typeOf(value, defs) {
  if (value.$ref?.startsWith('#')) {
    const name = value.$ref.split('/').at(-1)
    return `[${name}](#${name.toLowerCase()})`
  }
  if (value.const !== undefined) return `\`${value.const}\``
  if (value.enum) return value.enum.map((option) => `\`${option}\``).join(', ')
  const branches = value.anyOf ?? value.oneOf
  if (branches?.every((branch) => branch.type || branch.$ref || branch.const !== undefined))
    return branches.map((branch) => typeOf(branch, defs)).join(' or ')
  if (value.type === 'array') return `list of ${value.items ? typeOf(value.items, defs) : 'anything'}`
  if (value.type === 'object' && value.additionalProperties && value.additionalProperties !== true)
    return `map of ${typeOf(value.additionalProperties, defs)}`
  if (value.type === 'object' && value.properties)
    return `map with ${Object.keys(value.properties)
      .map((key) => `\`${key}\``)
      .join(', ')}`
  if (value.pattern) return `text like \`${value.pattern.replaceAll('|', '\\|')}\``
  if (Array.isArray(value.type)) return value.type.join(' or ')
  return value.type ?? 'anything'
}

function examples({ examples: given }) {
  if (!given) return []
  return ['Example:', '', '```json', ...given.map((example) => JSON.stringify(example)), '```', '']
}

const cell = (text) => text.replaceAll('|', '\\|')
