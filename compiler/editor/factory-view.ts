import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ColumnReader, KnownColumn } from '../columns/columns.js'
import type { FileReader } from '../source/file-reader.js'
import { isPattern, matchingPaths } from '../source/matching-paths.js'
import { child, type Entry, type MapNode, mapNode, type Node, type Path } from '../source/node.js'
import { isAbsolutePath, normalizePath, pathFrom } from '../source/relative-path.js'
import { SourceFile } from '../source/source-file.js'
import { tolerantTree } from './tolerant-tree.js'

/** One file of a factory, as far as it can be read. */
export interface FileView {
  readonly file: SourceFile
  readonly root: MapNode
}

/** A factory as an editor sees it: every file that belongs to it, also where they are unfinished. */
export interface FactoryView {
  readonly entry: string
  /** By path, the entry first. */
  readonly files: ReadonlyMap<string, FileView>
  /** The specs of all files together. What two files define is taken from the first. */
  readonly spec: MapNode
  /** What the data of each source has, where it can be looked at. */
  readonly columns: ReadonlyMap<string, readonly KnownColumn[]>
}

const MAX_FILES = 200

/** Reads what belongs to a factory. Problems are nothing to an editor here: the compiler reports them. */
export async function viewFactory(
  files: FileReader,
  entry: string,
  { read = tolerantTree, columns }: { read?: (file: SourceFile) => MapNode; columns?: ColumnReader } = {},
): Promise<FactoryView> {
  const views = new Map<string, FileView>()
  await add(normalizePath(entry))
  async function add(path: string): Promise<void> {
    if (views.has(path) || views.size >= MAX_FILES) return
    const text = await files.read(path).catch(() => undefined)
    if (text === undefined) return
    const file = new SourceFile(path, text)
    const root = read(file)
    views.set(path, { file, root })
    for (const included of includesOf(root)) for (const one of await paths(pathFrom(path, included))) await add(one)
  }
  async function paths(named: string): Promise<readonly string[]> {
    return isPattern(named) ? matchingPaths(named, async (folder) => (await files.list?.(folder).catch(() => [])) ?? []) : [named]
  }
  const specs = [...views.values()].map(({ root }) => child(root, 'spec')).filter((spec) => spec?.kind === 'map')
  const spec = together(specs as MapNode[])
  return { entry: normalizePath(entry), files: views, spec, columns: await columnsOf(spec, columns) }
}

async function columnsOf(spec: MapNode, reader: ColumnReader | undefined): Promise<ReadonlyMap<string, readonly KnownColumn[]>> {
  const found = new Map<string, readonly KnownColumn[]>()
  if (reader === undefined) return found
  for (const name of namesAt(spec, 'sources')) {
    const [format, path] = ['format', 'path'].map((field) => textAt(spec, 'sources', name, field))
    if (format === undefined || path === undefined || path.includes('${')) continue
    try {
      found.set(name, [...((await reader({ name, format: format as 'csv', path })) ?? [])])
    } catch (error) {
      // What cannot be read is told by the compiler.
      if (!(error instanceof AIFactoryError)) throw error
    }
  }
  return found
}

/** The paths that a file includes, as they are written. */
export function includesOf(root: MapNode): string[] {
  const list = child(child(root, 'spec'), 'include')
  const items = list?.kind === 'list' ? list.items : []
  return items.flatMap((item) =>
    item.kind === 'scalar' && typeof item.value === 'string' && !isAbsolutePath(item.value) ? [item.value] : [],
  )
}

/** Sections that several files share are merged one level deep, which is where names are. */
function together(specs: readonly MapNode[]): MapNode {
  const entries = new Map<string, Entry>()
  for (const spec of specs) {
    for (const [section, entry] of spec.entries) {
      const present = entries.get(section)
      if (present?.value.kind === 'map' && entry.value.kind === 'map') {
        const both = mapNode(present.value.span, [...entry.value.entries, ...present.value.entries])
        entries.set(section, { key: present.key, value: both })
      } else if (present === undefined) entries.set(section, entry)
    }
  }
  const span = specs[0]?.span ?? { file: new SourceFile('', ''), start: 0, end: 0 }
  return mapNode(span, entries)
}

/** A path in a target's overrides as the path of what it overrides, below spec; undefined for other places than the spec. */
export function belowSpec(path: Path): { readonly path: Path; readonly target?: string } | undefined {
  const [top, ...rest] = path
  if (top !== 'spec') return undefined
  const [section, target, ...overridden] = rest
  if (section !== 'targets' || overridden.length === 0 || ['default', 'description'].includes(String(overridden[0]))) return { path: rest }
  return { path: overridden, target: String(target) }
}

/** The text of a scalar at a path below spec. */
export function textAt(node: Node | undefined, ...path: Path): string | undefined {
  let at = node
  for (const key of path) at = child(at, key)
  return at?.kind === 'scalar' && typeof at.value === 'string' ? at.value : undefined
}

/** The names in a map at a path below spec. */
export function namesAt(node: Node | undefined, ...path: Path): readonly string[] {
  let at = node
  for (const key of path) at = child(at, key)
  return at?.kind === 'map' ? [...at.entries.keys()] : []
}

/** The texts in a list at a path below spec. */
export function textsAt(node: Node | undefined, ...path: Path): readonly string[] {
  let at = node
  for (const key of path) at = child(at, key)
  return at?.kind === 'list'
    ? at.items.flatMap((item) => (item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : []))
    : []
}
