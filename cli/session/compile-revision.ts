import { compile } from '../../compiler/compile.js'
import type { Factory } from '../../compiler/graph/factory.js'
import { type GivenValues, givenTexts } from '../../compiler/source/given.js'
import type { Revision, RevisionSource } from '../../reconciler/source/revision-source.js'
import type { Diagnostic } from '../../schema/diagnostic.js'
import { columnReader } from '../columns/read-columns.js'
import { sqlAnalyzer } from '../sql/cached-analyzer.js'

export interface CompiledRevision {
  readonly revision: Revision
  readonly diagnostics: readonly Diagnostic[]
  /** The files that were read, to show what a diagnostic points at. */
  readonly texts: ReadonlyMap<string, string>
  readonly factory?: Factory
}

/** Compiles what is written at a revision, for the embedded platform, against the columns of the data that lies there. */
export async function compileRevision(
  source: RevisionSource,
  revision: Revision,
  options: { baseDir: string; target?: string; values?: GivenValues },
): Promise<CompiledRevision> {
  const texts = givenTexts(options.values ?? {})
  const files = {
    async read(path: string): Promise<string | undefined> {
      const text = await source.read(revision, path)
      if (text !== undefined) texts.set(path, text)
      return text
    },
    list: (folder: string) => source.list(revision, folder),
  }
  const { target, values, baseDir } = options
  const data = { columns: columnReader(baseDir), sql: sqlAnalyzer() }
  const { diagnostics, factory } = await compile({ files, target, values, platform: 'embedded', ...data })
  return { revision, diagnostics, texts, factory }
}
