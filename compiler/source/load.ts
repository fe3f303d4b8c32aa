import { AIFactoryError } from '../../schema/diagnostic.js'
import { closest } from '../diagnostics/did-you-mean.js'
import type { Report } from '../diagnostics/report.js'
import { correct, remove } from '../fixes/fix.js'
import { CURRENT, versionOf } from '../migrations/version.js'
import type { FileReader } from './file-reader.js'
import { isPattern, matchingPaths } from './matching-paths.js'
import { mergeIncluded } from './merge.js'
import { child, type MapNode, type Span, withEntries } from './node.js'
import { type Parser, parse } from './parse.js'
import { PATCH, refusePatches } from './patch.js'
import { isAbsolutePath, normalizePath, pathFrom } from './relative-path.js'
import { SourceFile } from './source-file.js'

const MAX_FILES = 200

/** Reads and parses the entry and what it includes, merged into one tree. Undefined where the entry itself cannot be used. */
export async function load(files: FileReader, entry: string, report: Report, parseFile: Parser = parse): Promise<MapNode | undefined> {
  const path = normalizePath(entry)
  const text = await readText(files, path, undefined, report)
  if (text === undefined) {
    if (!report.hasErrors)
      report.error('AF1001', `${path} does not exist`, undefined, { suggestion: '`aifactory init` writes a file to start from.' })
    return undefined
  }
  const root = await parseFile(sourceFile(path, text), report)
  const spec = child(root, 'spec')
  if (root !== undefined && (await isOlder(root, report))) return undefined
  if (root === undefined || spec?.kind !== 'map') return root
  const merged = await withIncludes(withoutPatches(spec, report), { files, report, parseFile, done: new Set([path]), open: [path] })
  // A part in another version would be told as a heap of unknown fields.
  if (report.diagnostics.some(({ code }) => code === 'AF2009')) return undefined
  const entries = new Map(root.entries)
  const written = entries.get('spec')
  if (written) entries.set('spec', { ...written, value: merged })
  return withEntries(root, entries)
}

/** Whether a file is in an older version of the language, which is then reported. Others do not load the steps from there to here. */
async function isOlder(root: MapNode, report: Report): Promise<boolean> {
  const version = versionOf(root)
  if (version === undefined || version === CURRENT) return false
  const { reportOldVersion } = await import('../migrations/report-version.js')
  return reportOldVersion(root, report)
}

/** Only targets override. Few files have a patch, and the others are not searched for one. */
function withoutPatches(spec: MapNode, report: Report): MapNode {
  if (!spec.span.file.text.includes(PATCH)) return spec
  const targets = spec.entries.get('targets')
  const rest = refusePatches(
    withEntries(
      spec,
      [...spec.entries].filter(([key]) => key !== 'targets'),
    ),
    report,
  )
  return targets ? withEntries(rest, [...rest.entries, ['targets', targets]]) : rest
}

/** Editors on Windows may begin a file with a byte order mark; it is no part of the text. */
function sourceFile(path: string, text: string): SourceFile {
  return new SourceFile(path, text.startsWith('\uFEFF') ? text.slice(1) : text)
}

interface Loading {
  readonly files: FileReader
  readonly report: Report
  readonly parseFile: Parser
  /** A file that is included by two others counts once. */
  readonly done: Set<string>
  /** The chain of files that include one another, to find cycles. */
  readonly open: readonly string[]
}

async function withIncludes(spec: MapNode, loading: Loading): Promise<MapNode> {
  const list = child(spec, 'include')
  if (list?.kind !== 'list') return spec
  let merged = spec
  for (const item of list.items) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') continue
    for (const path of await includedPaths(item.value, item.span, loading)) {
      const included = await readIncluded(path, item.span, loading)
      if (included) merged = mergeIncluded(merged, included, loading.report)
    }
  }
  return merged
}

/** The files that an include names: one, or those that its pattern matches, sorted. */
async function includedPaths(name: string, at: Span, { files, report, open }: Loading): Promise<readonly string[]> {
  if (isAbsolutePath(name)) {
    report.error('AF3014', `${name} is not inside the repository`, at, { suggestion: 'Name a file relative to this one.' })
    return []
  }
  const path = pathFrom(at.file.path, name)
  if (!isPattern(name)) return [path]
  // A pattern that also matches the file that it stands in means the others.
  const found = (await matchingPaths(path, (folder) => listed(files, folder))).filter((match) => !open.includes(match))
  if (found.length === 0) {
    report.error('AF3016', `no file matches ${name}`, at, {
      suggestion: 'Patterns know *, ? and **; files whose names begin with a dot are left out.',
    })
  }
  return found
}

/** What a folder holds. One that may not be listed, as outside of the repository, holds nothing. */
async function listed(files: FileReader, folder: string): Promise<readonly string[]> {
  try {
    return (await files.list?.(folder)) ?? []
  } catch (error) {
    if (!(error instanceof AIFactoryError)) throw error
    return []
  }
}

async function readIncluded(path: string, at: Span, loading: Loading): Promise<MapNode | undefined> {
  const { files, report, parseFile, done, open } = loading
  if (open.includes(path)) {
    const cycle = [...open.slice(open.indexOf(path)), path].join(' -> ')
    report.error('AF3015', `files include one another: ${cycle}`, at, {
      suggestion: 'Leave this include out.',
      fixes: [remove(at, 'this include', 'safe')],
    })
    return undefined
  }
  if (done.has(path)) return undefined
  done.add(path)
  if (done.size > MAX_FILES) {
    report.error('AF1009', `more than ${MAX_FILES} files are included`, at)
    return undefined
  }
  const text = await readText(files, path, at, report)
  if (text === undefined) return undefined
  const root = await parseFile(sourceFile(path, text), report)
  if (root !== undefined && (await isOlder(root, report))) return undefined
  const spec = root && specOf(root, report)
  return spec && withIncludes(spec, { ...loading, open: [...open, path] })
}

/** The spec of an included file. What else it holds would be lost, so nothing else may be there. */
function specOf(root: MapNode, report: Report): MapNode | undefined {
  for (const [key, entry] of root.entries) {
    if (['apiVersion', 'kind', 'spec'].includes(key)) continue
    report.error('AF2001', `an included file has no field "${key}"`, entry.key, { suggestion: 'Put sources, models and so on below spec.' })
  }
  const spec = child(root, 'spec')
  if (spec?.kind === 'map') return withoutPatches(spec, report)
  report.error('AF2002', `${root.span.file.path} has no spec to include`, root.span, {
    suggestion: 'Put sources, models and so on below spec.',
  })
  return undefined
}

async function readText(files: FileReader, path: string, at: Span | undefined, report: Report): Promise<string | undefined> {
  try {
    const text = await files.read(path)
    if (text === undefined && at !== undefined) {
      const folder = path.split('/').slice(0, -1).join('/') || '.'
      const match = closest(
        path,
        (await listed(files, folder)).map((name) => (folder === '.' ? name : `${folder}/${name}`)),
      )
      report.error('AF3016', `${path} does not exist`, at, {
        suggestion: match ? `Did you mean "${match}"?` : undefined,
        fixes: match ? [correct(at, path, [match])] : [],
      })
    }
    return text
  } catch (error) {
    if (!(error instanceof AIFactoryError)) throw error
    report.found(error, at)
    return undefined
  }
}
