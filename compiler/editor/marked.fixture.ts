import type { ColumnReader } from '../columns/columns.js'
import { memoryFiles } from '../testing/compile-text.js'
import { type FactoryView, viewFactory } from './factory-view.js'

/** A factory in an editor, with the cursor at the mark | of one of its files. */
export interface Marked {
  readonly view: FactoryView
  readonly path: string
  readonly offset: number
}

/** Reads a factory in which one text, by default aifactory.yaml, has a cursor marked by |. */
export async function marked(
  text: string,
  {
    files = {},
    path = 'aifactory.yaml',
    columns,
  }: { files?: Readonly<Record<string, string>>; path?: string; columns?: ColumnReader } = {},
): Promise<Marked> {
  const offset = text.indexOf('|')
  if (offset === -1) throw new Error('the text has no mark |')
  const view = await viewFactory(memoryFiles({ ...files, [path]: text.slice(0, offset) + text.slice(offset + 1) }), 'aifactory.yaml', {
    columns,
  })
  return { view, path, offset }
}
