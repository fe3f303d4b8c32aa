import { basename, dirname, join, relative, sep } from 'node:path'
import { type FactoryView, viewFactory } from '../../compiler/editor/factory-view.js'
import { IncrementalParser } from '../../compiler/editor/incremental-parser.js'
import { RuleMemory } from '../../compiler/rules/rule-runs.js'
import type { FileReader } from '../../compiler/source/file-reader.js'
import { validate } from '../../compiler/validate.js'
import type { Diagnostic } from '../../schema/diagnostic.js'
import { columnReader } from '../columns/read-columns.js'
import { diskFiles } from '../disk-files.js'
import { cachedAnalyzer } from '../sql/cached-analyzer.js'
import { ColumnCache } from './column-cache.js'

/** Text that an editor holds for a file, by absolute path; undefined for files that are not open. */
export type OpenText = (file: string) => string | undefined

export type Platform = 'embedded' | 'kubernetes'

/** Verdicts are kept in memory alone: most expressions in an editor are half typed, and asked about once. */
const sql = cachedAnalyzer({
  folder: undefined,
  load: async () => (await import('../../compiler/sql/duckdb/duckdb-analyzer.js')).duckDbAnalyzer(),
})

/** A factory that has a file open in an editor. What is open stands in for what is on disk. */
export class OpenFactory {
  /** Absolute path of the file that holds it. */
  readonly entry: string
  readonly folder: string
  readonly #files: FileReader
  readonly #columns: ColumnCache
  readonly #parser = new IncrementalParser()
  readonly #memory = new RuleMemory()
  #paths: ReadonlySet<string> = new Set()
  #view: Promise<FactoryView> | undefined

  constructor(entry: string, openText: OpenText) {
    this.entry = entry
    this.folder = dirname(entry)
    this.#files = overlaid(this.folder, diskFiles(this.folder), openText)
    this.#columns = new ColumnCache(columnReader(this.folder))
  }

  /** What the editor's features look at; made anew after a change. */
  view(): Promise<FactoryView> {
    this.#view ??= this.#look()
    return this.#view
  }

  async #look(): Promise<FactoryView> {
    const view = await viewFactory(this.#files, basename(this.entry), { columns: this.#columns.read })
    this.#paths = new Set(view.files.keys())
    return view
  }

  async diagnostics(platform: Platform | undefined): Promise<readonly Diagnostic[]> {
    const { diagnostics } = await validate({
      files: this.#files,
      entry: basename(this.entry),
      parser: (file, report) => this.#parser.parse(file, report),
      columns: this.#columns.read,
      sql,
      platform,
      memory: this.#memory,
    })
    return diagnostics
  }

  /** Whether a file belonged to it when it was looked at last. */
  has(file: string): boolean {
    return file === this.entry || this.#paths.has(this.pathOf(file))
  }

  /** Called when text of one of its files has changed. */
  changed(): void {
    this.#view = undefined
  }

  /** Called when files on disk may have changed, data among them. */
  forgetDisk(): void {
    this.#columns.forget()
    this.changed()
  }

  /** The path of a file as the compiler names it. */
  pathOf(file: string): string {
    return relative(this.folder, file).split(sep).join('/')
  }

  fileOf(path: string): string {
    return join(this.folder, path)
  }
}

function overlaid(folder: string, disk: FileReader, openText: OpenText): FileReader {
  return {
    ...disk,
    read: async (path) => openText(join(folder, path)) ?? disk.read(path),
  }
}
