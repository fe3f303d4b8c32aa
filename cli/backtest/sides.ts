import { existsSync, statSync } from 'node:fs'
import type { Factory } from '../../compiler/graph/factory.js'
import type { GivenValues } from '../../compiler/source/given.js'
import { GitSource } from '../../reconciler/source/git-source.js'
import type { Revision, RevisionSource } from '../../reconciler/source/revision-source.js'
import { WorkingTree } from '../../reconciler/source/working-tree.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { type CompiledRevision, compileRevision } from '../session/compile-revision.js'

/** A file whose policy is replayed. */
export interface Side {
  readonly factory: Factory
  readonly source: RevisionSource
  readonly revision: Revision
  /** What it was named by. */
  readonly name?: string
}

export interface Sides {
  readonly file: Side
  readonly base?: Side
  /** Why there is no base, for a reader. */
  readonly note?: string
}

export interface SidesOptions {
  readonly dir: string
  /** A commit; none to compare with nothing; undefined for where the branch left the default branch. */
  readonly against?: string
  readonly target?: string
  readonly values?: GivenValues
}

/**
 * Compiles the files as they lie there, and what they are compared with. Where they have errors, what was found instead.
 * @throws AIFactoryError AF8013 no such folder; AF8010, AF8011 and AF8040 for --against without such a commit; AF8041 it has errors.
 */
export async function compileSides(options: SidesOptions): Promise<Sides | CompiledRevision> {
  const { dir } = options
  if (!existsSync(dir) || !statSync(dir).isDirectory()) {
    throw new AIFactoryError('AF8013', `${dir} is not a folder`, { hint: 'Name the folder that holds aifactory.yaml.' })
  }
  const source = new WorkingTree(dir)
  const revision = await source.current()
  const compiled = await compileRevision(source, revision, compileOptions(options))
  if (!compiled.factory) return compiled
  const file = { factory: compiled.factory, source, revision }
  if (options.against === 'none') return { file }
  return { file, ...(await compileBase(file, options)) }
}

const compileOptions = ({ dir, target, values }: SidesOptions) => ({ baseDir: dir, target, values })

async function compileBase(file: Side, options: SidesOptions): Promise<Pick<Sides, 'base' | 'note'>> {
  const found = await findBase(options)
  if (!found) return { note: 'There is no commit of a default branch to compare with.' }
  const { source, revision, name } = found
  const { factory, diagnostics } = await compileRevision(source, revision, compileOptions(options))
  const called = `${name} (${revision.id.slice(0, 8)})`
  if (!factory) {
    const first = diagnostics.find(({ severity }) => severity === 'error')
    const detail = `${first?.code} ${first?.message}`
    if (options.against === undefined) return { note: `The file at ${called} is not valid, so nothing is compared with: ${detail}.` }
    throw new AIFactoryError('AF8041', `aifactory.yaml at ${called} is not valid`, {
      detail,
      hint: 'Compare with a revision that is valid.',
    })
  }
  if (JSON.stringify(factory) === JSON.stringify(file.factory))
    return { note: `The file says the same as at ${called}, so nothing is compared with.` }
  return { base: { factory, source, revision, name } }
}

/** Without a word of the user's, a folder that is in no repository is compared with nothing. */
async function findBase({ dir, against }: SidesOptions): Promise<{ source: GitSource; revision: Revision; name: string } | undefined> {
  if (against !== undefined) {
    const source = await GitSource.open(dir)
    return { source, revision: await source.named(against), name: against }
  }
  const source = await GitSource.open(dir).catch((error: unknown) => {
    if (error instanceof AIFactoryError) return undefined
    throw error
  })
  const base = await source?.mergeBase()
  return source && base && { source, revision: base.revision, name: base.branch }
}
