import type { AIFactory } from '../../schema/generated/aifactory.js'
import { validateDocument } from '../../schema/generated/aifactory-validators.js'
import type { Report } from '../diagnostics/report.js'
import { COLLECTIONS } from '../source/merge.js'
import { type MapNode, type Path, toValue } from '../source/node.js'

/**
 * The document as a value that fits the schema, with what does not fit reported as AF20xx and left out, so that the rest is
 * checked all the same. Undefined where too little is left.
 */
export async function checkSchema(root: MapNode, report: Report): Promise<{ document: AIFactory; pruned: boolean } | undefined> {
  const value = toValue(root)
  if (isDocument(value)) return { document: value, pruned: false }
  const errors = validateDocument.errors ?? []
  // Explaining needs the whole schema, which a file without mistakes never loads.
  const { explain } = await import('./explain.js')
  explain(errors, root, report)
  for (const { instancePath } of errors) if (!prune(value, pathOf(instancePath))) return undefined
  return isDocument(value) ? { document: value, pruned: true } : undefined
}

function isDocument(value: unknown): value is AIFactory {
  return validateDocument(value)
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
  if (name !== undefined && COLLECTIONS.some((collection) => collection === section)) remove(field(spec, section), String(name))
  else remove(spec, section)
  return true
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

function remove(value: unknown, key: string): void {
  if (typeof value === 'object' && value !== null) delete (value as Record<string, unknown>)[key]
}
