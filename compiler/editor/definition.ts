import type { Span } from '../source/node.js'
import type { FactoryView } from './factory-view.js'
import { occurrenceAt, sameName } from './occurrences.js'

/** Where what is named at an offset is defined. Files are given by their beginning. */
export function definitions(view: FactoryView, path: string, offset: number): readonly Span[] {
  const here = occurrenceAt(view, path, offset)
  if (here === undefined) return []
  if (here.named.kind === 'file') {
    const file = view.files.get(here.named.name)?.file
    return file ? [{ file, start: 0, end: 0 }] : []
  }
  return sameName(view, here.named)
    .filter(({ role }) => role === 'definition')
    .map(({ span }) => span)
}

/** Every place that names what is named at an offset. */
export function references(view: FactoryView, path: string, offset: number, declaration: 'with definition' | 'without'): readonly Span[] {
  const here = occurrenceAt(view, path, offset)
  if (here === undefined) return []
  return sameName(view, here.named)
    .filter(({ role }) => declaration === 'with definition' || role === 'reference')
    .map(({ span }) => span)
}
