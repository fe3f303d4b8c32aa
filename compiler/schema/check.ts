import type { AIFactory } from '../../schema/generated/aifactory.js'
import { validateDocument } from '../../schema/generated/aifactory-validators.js'
import type { Report } from '../diagnostics/report.js'
import { COLLECTIONS } from '../source/merge.js'
import { type MapNode, type Node, type Path, toValue } from '../source/node.js'

/**
 * The document as a value that fits the schema, with what does not fit reported as AF20xx and left out, so that the rest is
 * checked all the same. Undefined where too little is left.
 */
export async function checkSchema(root: MapNode, report: Report): Promise<{ document: AIFactory; pruned: boolean } | undefined> {
  const value = documentOf(root)
  if (isDocument(value)) return { document: value, pruned: false }
  const errors = validateDocument.errors ?? []
  // Explaining needs the whole schema, which a file without mistakes never loads.
  explaining ??= import('./explain.js')
  const { explain } = await explaining
  explain(errors, root, value, report)
  for (const { instancePath } of errors) if (!prune(value, pathOf(instancePath))) return undefined
  return isDocument(value) ? { document: value, pruned: true } : undefined
}

/** Kept, since asking the module loader again takes longer than to explain. */
let explaining: Promise<typeof import('./explain.js')> | undefined

/** Values of resources by the nodes that they are of. Nothing changes them. */
const known = new WeakMap<Node, unknown>()

/** The value of a tree, in which what holds the resources is new each time, since what does not fit is taken out of it. */
function documentOf(root: MapNode): Record<string, unknown> {
  return valuesOf(root, (key, node) =>
    key === 'spec' && node.kind === 'map'
      ? valuesOf(node, (section, inner) => (isCollection(section) ? sectionOf(inner) : toValue(inner)))
      : toValue(node),
  )
}

function sectionOf(section: Node): unknown {
  if (section.kind !== 'map') return toValue(section)
  return valuesOf(section, (_name, resource) => {
    if (resource.kind !== 'map') return toValue(resource)
    const value = known.get(resource) ?? toValue(resource)
    known.set(resource, value)
    return value
  })
}

function valuesOf(map: MapNode, value: (key: string, node: Node) => unknown): Record<string, unknown> {
  return Object.fromEntries([...map.entries].map(([key, entry]) => [key, value(key, entry.value)]))
}

function isCollection(section: string): boolean {
  return COLLECTIONS.some((collection) => collection === section)
}

/** Resources that fit the schema by their values, with where they stood. */
const fitting = new WeakMap<object, string>()

/** Resources stand alone in the schema, so those that were seen to fit, in the same place, are left out of the check. */
function isDocument(value: unknown): value is AIFactory {
  const unseen: Record<string, object> = {}
  const rest = mapped(value, (key, spec) =>
    key !== 'spec'
      ? spec
      : mapped(spec, (section, resources) =>
          isCollection(section)
            ? mapped(resources, (name, resource) => {
                const place = `${section}.${name}`
                if (!isMap(resource)) return resource
                if (fitting.get(resource) === place) return undefined
                unseen[place] = resource
                return resource
              })
            : resources,
        ),
  )
  if (!validateDocument(rest)) return false
  for (const [place, resource] of Object.entries(unseen)) fitting.set(resource, place)
  return true
}

/** A map with other values, without those that are undefined; what is no map as it is. */
function mapped(value: unknown, change: (key: string, value: unknown) => unknown): unknown {
  if (!isMap(value)) return value
  const changed: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const other = change(key, value[key])
    if (other !== undefined) changed[key] = other
  }
  return changed
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The keys of a JSON pointer. */
export function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Takes the named resource, or else the section, that holds a mistake out of the spec. */
function prune(document: unknown, path: Path): boolean {
  const [top, section, name] = path
  if (top !== 'spec' || typeof section !== 'string') return false
  const spec = field(document, 'spec')
  if (name !== undefined && isCollection(section)) remove(field(spec, section), String(name))
  else remove(spec, section)
  return true
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

function remove(value: unknown, key: string): void {
  if (typeof value === 'object' && value !== null) delete (value as Record<string, unknown>)[key]
}
