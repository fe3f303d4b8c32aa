import { compile } from '../../compiler/compile.js'
import type { Factory } from '../../compiler/graph/factory.js'
import type { GivenValues } from '../../compiler/source/given.js'
import { GitSource } from '../../reconciler/source/git-source.js'
import type { Revision } from '../../reconciler/source/revision-source.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { ENTRY } from '../disk-files.js'

export interface CompiledCommit {
  readonly revision: Revision
  /** Absent where the commit has no aifactory.yaml in this folder yet, or not this target. */
  readonly factory?: Factory
}

/**
 * Compiles what a commit holds in a folder, from the objects of the repository: the working tree is neither read nor changed.
 * Columns of data are not looked at, since data lies there as it is now, not as it was.
 * @throws AIFactoryError AF8010 and AF8011 without a repository, AF8040 no such commit, AF8041 it has errors.
 */
export async function compileCommit(
  dir: string,
  commit: string | Revision,
  options: { readonly target?: string; readonly values?: GivenValues },
): Promise<CompiledCommit> {
  const source = await GitSource.open(dir)
  const revision = typeof commit === 'string' ? await source.named(commit) : commit
  const files = { read: (path: string) => source.read(revision, path) }
  if ((await files.read(ENTRY)) === undefined) return { revision }
  const { factory, diagnostics } = await compile({ files, ...options })
  if (factory !== undefined) return { revision, factory }
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.every(({ code }) => code === NO_SUCH_TARGET)) return { revision }
  throw new AIFactoryError('AF8041', `${ENTRY} at ${revision.id.slice(0, 8)} "${revision.message}" is not valid`, {
    detail: errors
      .map(({ code, message, file, range }) => `${code} ${file}${range ? `:${range.start.line + 1}` : ''}: ${message}`)
      .slice(0, 5)
      .join('\n'),
    hint: 'Compare with a revision that is valid.',
  })
}

/** A target that a branch brings is not in the revision that it came from. */
const NO_SUCH_TARGET = 'AF3010'
