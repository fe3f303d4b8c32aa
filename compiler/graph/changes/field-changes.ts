import { canonicalJson } from '../../../schema/digest.js'
import { listChanges } from './list-changes.js'

export interface FieldChange {
  /** As in the file, such as gates.metrics[roc_auc].min; items of lists are told by what they are. */
  readonly path: string
  /** As one would write it, such as 5% or 1h; undefined where there was none. */
  readonly before: unknown
  readonly after: unknown
}

/** The fields that differ between two values in the words of the file, each once: by name, and in the order of lists. */
export function fieldChanges(before: unknown, after: unknown, path = ''): FieldChange[] {
  if (canonicalJson(before) === canonicalJson(after)) return []
  if (isItemList(before) || isItemList(after)) {
    if (isListOrNone(before) && isListOrNone(after)) return listChanges(before ?? [], after ?? [], path)
    return [{ path, before, after }]
  }
  if (!isMapOrNone(before) || !isMapOrNone(after)) return [{ path, before, after }]
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort()
  if (names.length === 0) return [{ path, before, after }]
  return names.flatMap((name) => fieldChanges(at(before, name), at(after, name), path === '' ? name : `${path}.${name}`))
}

/** Lists of columns, layers and the like are told whole. */
function isItemList(value: unknown): boolean {
  return Array.isArray(value) && value.some((item) => typeof item === 'object')
}

const isListOrNone = (value: unknown): value is readonly unknown[] | undefined => value === undefined || Array.isArray(value)

function isMapOrNone(value: unknown): value is Readonly<Record<string, unknown>> | undefined {
  return value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value))
}

const at = (value: Readonly<Record<string, unknown>> | undefined, name: string): unknown =>
  value !== undefined && Object.hasOwn(value, name) ? value[name] : undefined
