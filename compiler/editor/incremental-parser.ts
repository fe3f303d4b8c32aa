import type { Position } from '../../schema/diagnostic.js'
import type { Report } from '../diagnostics/report.js'
import { type Entry, type MapNode, mapNode, type Span } from '../source/node.js'
import { parse } from '../source/parse.js'
import { readPlain } from '../source/read-plain.js'
import { SourceFile } from '../source/source-file.js'
import { type CutFile, cutFile, type FilePart } from './file-parts.js'

/**
 * Parses files anew after small changes. What a part of a file holds is read once, and given as the same nodes until its
 * lines change, so that whoever remembers something about a node need not look at it again.
 */
export class IncrementalParser {
  readonly #known = new Map<string, ReadonlyMap<string, KnownPart>>()

  /** Like the parser of the compiler: the same tree, and a problem where there is one. */
  async parse(file: SourceFile, report: Report): Promise<MapNode | undefined> {
    const cut = cutFile(file.text)
    if (cut === undefined) return parse(file, report)
    const known = this.#known.get(file.path)
    const used = new Map<string, KnownPart>()
    const reading: Reading = { file, report, known, used, failed: false }
    const root = await treeOf(cut, reading)
    this.#known.set(file.path, used)
    return root === 'as a whole' ? parse(file, report) : root
  }
}

/** A part that has been read. Its file says where its lines are now. */
interface KnownPart {
  readonly file: PartFile
  readonly entry: Entry
}

/** The lines of a part, which move as lines are added before them. */
class PartFile extends SourceFile {
  line: number

  constructor(path: string, text: string, line: number) {
    super(path, text)
    this.line = line
  }

  override position(offset: number): Position {
    const { line, column } = super.position(offset)
    return { line: line + this.line, column }
  }
}

interface Reading {
  readonly file: SourceFile
  readonly report: Report
  readonly known: ReadonlyMap<string, KnownPart> | undefined
  readonly used: Map<string, KnownPart>
  failed: boolean
}

/** Undefined where a part has a problem, which is reported; `as a whole` where parts cannot be read apart. */
async function treeOf({ fields, spec }: CutFile, reading: Reading): Promise<MapNode | undefined | 'as a whole'> {
  const { file } = reading
  const entries: (readonly [number, string, Entry])[] = []
  const add = async (part: FilePart, section: string): Promise<Placed | undefined> => {
    const read = await entryOf(part, section, reading)
    return read === undefined ? undefined : { start: part.start + read.key.start, end: part.start + read.value.span.end, entry: read }
  }
  for (const part of fields) {
    const placed = await add(part, '')
    if (placed !== undefined) entries.push([placed.start, part.name, placed.entry])
    else if (!reading.failed) return 'as a whole'
  }
  const sections: (readonly [string, Entry])[] = []
  let end = spec.key.end
  for (const { name, key, parts, isWhole } of spec.sections) {
    const resources: (readonly [string, Entry])[] = []
    let start: number | undefined
    for (const part of parts) {
      const placed = await add(part, isWhole ? 'spec' : name)
      if (placed === undefined && !reading.failed) return 'as a whole'
      if (placed === undefined) continue
      start ??= placed.start
      end = placed.end
      resources.push([part.name, placed.entry])
    }
    const [first] = resources
    if (isWhole && first) sections.push(first)
    else if (!isWhole) sections.push([name, { key: { file, ...key }, value: mapNode({ file, start: start ?? key.end, end }, resources) }])
  }
  if (reading.failed) return undefined
  const [first] = spec.sections
  if (first === undefined) return 'as a whole'
  const specEntry = { key: { file, ...spec.key }, value: mapNode({ file, start: first.key.start, end }, sections) }
  const all = [...entries, [spec.key.start, 'spec', specEntry] as const].sort(([a], [b]) => a - b)
  const span: Span = { file, start: all[0]?.[0] ?? 0, end: wholeEnd(all, reading) }
  return mapNode(
    span,
    all.map(([, name, entry]) => [name, entry] as const),
  )
}

interface Placed {
  readonly start: number
  readonly end: number
  readonly entry: Entry
}

function wholeEnd(all: readonly (readonly [number, string, Entry])[], { file }: Reading): number {
  const last = all.at(-1)
  if (last === undefined) return 0
  const [start, , { key, value }] = last
  return value.span.file === file ? value.span.end : start - key.start + value.span.end
}

/** What a part holds; undefined where it has a problem, or cannot be read by itself. */
async function entryOf(part: FilePart, section: string, reading: Reading): Promise<Entry | undefined> {
  const text = reading.file.text.slice(part.start, part.end)
  const id = `${section}\n${text}`
  const known = reading.known?.get(id)
  if (known !== undefined) {
    known.file.line = part.line
    reading.used.set(id, known)
    return known.entry
  }
  const file = new PartFile(reading.file.path, text, part.line)
  const plain = readPlain(file)
  const root = plain ?? (await withLibrary(file, reading))
  const entry = root?.entries.size === 1 ? root.entries.get(part.name) : undefined
  if (entry !== undefined) reading.used.set(id, { file, entry })
  return entry
}

/** Names that are given to values for use elsewhere tie parts together. */
const ANCHOR = /(^|[\s,[{:])[&*][A-Za-z]|^ *<<:/m

async function withLibrary(file: PartFile, reading: Reading): Promise<MapNode | undefined> {
  if (ANCHOR.test(file.text)) return undefined
  const root = await parse(file, reading.report)
  if (root === undefined) reading.failed = true
  return root
}
