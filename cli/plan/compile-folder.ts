import { compile } from '../../compiler/compile.js'
import type { Factory } from '../../compiler/graph/factory.js'
import { type GivenValues, givenTexts } from '../../compiler/source/given.js'
import { GitSource } from '../../reconciler/source/git-source.js'
import type { Revision, RevisionSource } from '../../reconciler/source/revision-source.js'
import { WorkingTree } from '../../reconciler/source/working-tree.js'
import { AIFactoryError, type Diagnostic } from '../../schema/diagnostic.js'
import { columnReader } from '../columns/read-columns.js'
import { ENTRY, openFactory } from '../disk-files.js'
import { remembered } from '../remembered-files.js'
import { sqlAnalyzer } from '../sql/cached-analyzer.js'
import { codeDigest } from './local-plan.js'

export interface CompiledFolder {
  readonly diagnostics: readonly Diagnostic[]
  /** The files that were read, to show what a diagnostic points at. */
  readonly texts: ReadonlyMap<string, string>
  /** Absent where there is an error. */
  readonly planned?: { readonly factory: Factory; readonly revision: Revision; readonly source: RevisionSource }
}

export interface CompileOptions {
  readonly target?: string
  readonly values?: GivenValues
  readonly platform?: 'embedded' | 'kubernetes'
}

/**
 * Compiles the files of a folder as they lie there. Where all that counts of them is committed they are the commit that is
 * checked out, else a revision of their own.
 * @throws AIFactoryError AF1001 and AF1002 where there is no aifactory.yaml.
 */
export async function compileFolder(dir: string, options: CompileOptions): Promise<CompiledFolder> {
  const { files, folder } = openFactory(dir)
  const read = new Map<string, string>()
  const data = { columns: columnReader(folder), sql: sqlAnalyzer() }
  const { diagnostics, factory } = await compile({ ...options, files: remembered(files, read), entry: ENTRY, ...data })
  const texts = new Map([...givenTexts(options.values ?? {}), ...read])
  return factory ? { diagnostics, texts, planned: { factory, ...(await revisionOf(folder, factory, read)) } } : { diagnostics, texts }
}

/** What the files that were read are: the commit that is checked out, or a revision of their own. */
export async function revisionOf(
  folder: string,
  factory: Factory,
  read: ReadonlyMap<string, string>,
): Promise<{ revision: Revision; source: RevisionSource }> {
  const committed = await commitOf(folder, factory, read)
  if (committed) return committed
  const source = new WorkingTree(folder)
  return { source, revision: await source.current() }
}

/** The commit that is checked out, where files and trainers' code are as it has them. */
async function commitOf(
  folder: string,
  factory: Factory,
  texts: ReadonlyMap<string, string>,
): Promise<{ revision: Revision; source: RevisionSource } | undefined> {
  const source = await gitSource(folder)
  if (!source) return undefined
  const revision = await source.current()
  for (const [path, text] of texts) if ((await source.read(revision, path)) !== text) return undefined
  const tree = new WorkingTree(folder)
  for (const model of Object.values(factory.models)) {
    const [there, committed] = await Promise.all([
      codeDigest(model, revision, tree),
      codeDigest(model, revision, source).catch(() => 'not committed'),
    ])
    if (there !== committed) return undefined
  }
  return { revision, source }
}

/** The repository of a folder; undefined where there is none, or no commit in it. */
export async function gitSource(folder: string): Promise<GitSource | undefined> {
  try {
    return await GitSource.open(folder)
  } catch (error) {
    if (error instanceof AIFactoryError && ['AF8010', 'AF8011'].includes(error.code)) return undefined
    throw error
  }
}
