import { resolved, type SchemaNode } from '../../schema/schema-document.js'
import { literal } from './item.js'

/** How a value is begun after its key. Tab stops are counted from `first`. */
export interface Begun {
  readonly text: string
  /** The next free tab stop. */
  readonly next: number
}

/** How a field is written in its shape: `name: value`, or a map or list below it or in brackets. */
export function fieldText(name: string, node: SchemaNode, { flow, indent }: { flow: boolean; indent: number }): string {
  return withValue(literal(name), valueText(node, { flow, indent: indent + 2, first: 1 }))
}

function withValue(key: string, { text }: Begun): string {
  return text.startsWith('\n') ? `${key}:${text}` : `${key}: ${text}`
}

interface Shape {
  readonly flow: boolean
  /** Column of what is written below the key. */
  readonly indent: number
  readonly first: number
}

/** A value with everything that it needs, to be filled in. */
function valueText(given: SchemaNode, shape: Shape): Begun {
  const node = resolved(given)
  const { first } = shape
  if (node.const !== undefined) return { text: literal(String(node.const)), next: first }
  if (node.enum)
    return { text: `\${${first}|${node.enum.map((value) => String(value).replace(/[,|\\]/g, '\\$&')).join(',')}|}`, next: first + 1 }
  const types = [node.type ?? []].flat()
  if (types.includes('array')) return listText(node, shape)
  if (types.includes('object')) return mapText(node, shape)
  if (types.includes('boolean') && types.length === 1) return { text: `\${${first}|true,false|}`, next: first + 1 }
  return { text: `$${first}`, next: first + 1 }
}

function listText({ items }: SchemaNode, shape: Shape): Begun {
  const item = items && resolved(items)
  if (item?.type !== 'object' || shape.flow) return { text: `[$${shape.first}]`, next: shape.first + 1 }
  const inner = mapText(item, { ...shape, flow: true })
  return { text: `\n${' '.repeat(shape.indent)}- ${inner.text}`, next: inner.next }
}

function mapText(node: SchemaNode, { flow, indent, first }: Shape): Begun {
  const needed = neededFields(node)
  let next = first
  if (flow) {
    const parts = needed.map(([name, field]) => {
      const value = valueText(field, { flow, indent, first: next })
      next = value.next
      return `${literal(name)}: ${value.text}`
    })
    return parts.length > 0 ? { text: `{ ${parts.join(', ')} }`, next } : { text: `{ $${first} }`, next: first + 1 }
  }
  const pad = `\n${' '.repeat(indent)}`
  if (needed.length === 0) return { text: `${pad}$${first}`, next: first + 1 }
  const lines = needed.map(([name, field]) => {
    const value = valueText(field, { flow, indent: indent + 2, first: next })
    next = value.next
    return `${pad}${withValue(literal(name), value)}`
  })
  return { text: lines.join(''), next }
}

/** The fields that must be there, and of alternatives of which one must be, those of the first. */
export function neededFields(node: SchemaNode): readonly (readonly [string, SchemaNode])[] {
  const tag = node.discriminator?.propertyName
  const properties = node.properties ?? {}
  const groups = [node, ...(node.allOf ?? [])]
    .flatMap(({ oneOf, anyOf }) => [oneOf, anyOf])
    .filter((group) => group?.every(({ required }) => required))
  const names = new Set([...(node.required ?? []), ...groups.flatMap((group) => group?.[0]?.required ?? [])])
  return [...names].flatMap((name) => {
    if (name === tag) return [[name, { enum: node.oneOf?.map((branch) => resolved(branch).properties?.[name]?.const) }] as const]
    const field = properties[name]
    return field ? [[name, resolved(field)] as const] : []
  })
}

/** An entry of a map whose keys the user chooses. */
export function entryText(node: SchemaNode, shape: { flow: boolean; indent: number }): string {
  return withValue('${1:name}', valueText(node, { ...shape, indent: shape.indent + 2, first: 2 }))
}

/** An item of a list. */
export function itemText(node: SchemaNode, { flow, indent }: { flow: boolean; indent: number }): string | undefined {
  return resolved(node).type === 'object' ? mapText(resolved(node), { flow: true, indent, first: 1 }).text : flow ? undefined : '$1'
}
