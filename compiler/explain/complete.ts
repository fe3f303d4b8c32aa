import { alternativesOf, childrenOf, resolved, rootSchema, type SchemaNode } from '../schema/schema-document.js'
import type { Path } from '../source/node.js'

/** A document with its defaults. */
export interface Completed {
  readonly document: unknown
  /** Paths of values that nobody wrote, as JSON, with where they come from. */
  readonly filled: ReadonlyMap<string, 'default' | 'derived'>
}

export const pathKey = (path: Path): string => JSON.stringify(path.map(String))

/**
 * Fills in what linking fills in, under the names of the language: the defaults of the schema, also inside sections that
 * are not there, and the few that follow from other fields. Linking the completed document gives the same factory.
 */
export function complete(document: unknown): Completed {
  const filled = new Map<string, 'default' | 'derived'>()
  const root = isMap(document)
    ? { ...document, ...(isMap(document.spec) && { spec: withDerived(document, document.spec, filled) }) }
    : document
  return { document: fill(root, [rootSchema()], [], filled), filled }
}

/** Sections of which there is nothing to fill: they have been applied before. */
const APPLIED = ['include', 'variables', 'targets']

function fill(value: unknown, nodes: readonly SchemaNode[], path: Path, filled: Map<string, 'default' | 'derived'>): unknown {
  const own = nodes.flatMap((node) => alternativesOf(node, value))
  if (Array.isArray(value))
    return value.map((item, index) =>
      fill(
        item,
        own.flatMap((node) => childrenOf(node, index)),
        [...path, index],
        filled,
      ),
    )
  if (!isMap(value)) return value
  const result: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    const below = [...path, key]
    const isApplied = path.length === 1 && path[0] === 'spec' && APPLIED.includes(key)
    result[key] = isApplied
      ? item
      : fill(
          item,
          own.flatMap((node) => childrenOf(node, key)),
          below,
          filled,
        )
  }
  for (const [key, node] of own.flatMap(({ properties }) => Object.entries(properties ?? {}))) {
    if (Object.hasOwn(result, key)) continue
    const given = defaultOf(resolved(node), [...path, key], filled)
    if (given !== undefined) result[key] = given
  }
  return result
}

/** What a field is where it is not given; undefined where it then is nothing. */
function defaultOf(node: SchemaNode, path: Path, filled: Map<string, 'default' | 'derived'>): unknown {
  if (node.default !== undefined) {
    filled.set(pathKey(path), 'default')
    return node.default
  }
  const { properties = {}, required = [] } = node
  const isOptional = required.every((name) => properties[name] !== undefined && resolved(properties[name]).default !== undefined)
  if (!isOptional) return undefined
  const inside = fill({}, [node], path, filled)
  return isMap(inside) && Object.keys(inside).length > 0 ? inside : undefined
}

/** Defaults that follow from other fields. */
function withDerived(
  document: Record<string, unknown>,
  spec: Record<string, unknown>,
  filled: Map<string, 'default' | 'derived'>,
): unknown {
  const put = (holder: Record<string, unknown>, path: Path, value: unknown): Record<string, unknown> => {
    const key = String(path.at(-1))
    if (holder[key] !== undefined || value === undefined) return holder
    filled.set(pathKey(['spec', ...path]), 'derived')
    return { ...holder, [key]: value }
  }
  const each = (section: string, change: (name: string, item: Record<string, unknown>) => Record<string, unknown>) =>
    isMap(spec[section]) && {
      [section]: Object.fromEntries(Object.entries(spec[section]).map(([name, item]) => [name, isMap(item) ? change(name, item) : item])),
    }
  const platform = isMap(spec.platform) || spec.platform === undefined ? (spec.platform ?? {}) : undefined
  const name = isMap(document.metadata) ? document.metadata.name : undefined
  return {
    ...spec,
    ...each('models', (model, item) => put(item, ['models', model, 'registeredModel'], model)),
    ...each('endpoints', (endpoint, item) => {
      const fewest = item.minReplicas
      return typeof fewest === 'number' && fewest > 1 ? put(item, ['endpoints', endpoint, 'maxReplicas'], fewest) : item
    }),
    ...(isMap(platform) && { platform: put(platform, ['platform', 'namespace'], name) }),
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
