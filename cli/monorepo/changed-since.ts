import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { findRepository } from '../../reconciler/source/repository.js'
import { resolveCommit } from '../../reconciler/source/resolve-commit.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { repositoryOf } from './find-factories.js'
import { native } from './native-git.js'

/**
 * Absolute paths of files that differ from a commit: what was committed since this branch left it, what is staged, what is
 * not, and new files that git does not ignore. Files that are gone are there too.
 * @throws AIFactoryError AF8010 where the folder is in no repository, AF8040 where it has no such commit.
 */
export async function changedSince(folder: string, ref: string): Promise<ReadonlySet<string>> {
  const root = repositoryOf(realpathSync(folder))
  if (root === undefined) {
    throw new AIFactoryError('AF8010', `${folder} is not in a git repository`, { hint: '--since compares with a commit; leave it out.' })
  }
  const paths = byGit(root, ref) ?? (await byLibrary(root, ref))
  return new Set(paths.map((path) => join(root, path)))
}

function byGit(root: string, ref: string): string[] | undefined {
  if (native(root, ['rev-parse', '--git-dir']) === undefined) return undefined
  const commit = native(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])?.trim()
  if (commit === undefined) throw unknown(ref)
  // What others have committed meanwhile is no change of this branch.
  const base = native(root, ['merge-base', commit, 'HEAD'])?.trim() || commit
  const differing = native(root, ['diff', '--name-only', '--no-renames', '-z', base, '--'])
  const added = native(root, ['ls-files', '-z', '--others', '--exclude-standard'])
  if (differing === undefined || added === undefined) return undefined
  return `${differing}${added}`.split('\0').filter((path) => path !== '')
}

/** The same where git is not installed. */
async function byLibrary(dir: string, ref: string): Promise<string[]> {
  const [{ default: git }, fs] = await Promise.all([import('isomorphic-git'), import('node:fs')])
  const cache = {}
  const repository = await findRepository(dir)
  const commit = await resolveCommit(repository, ref)
  const head = await git.resolveRef({ fs, dir, ref: 'HEAD' })
  const [base = commit] = (await git.findMergeBase({ fs, dir, oids: [commit, head], cache })) as string[]
  const changed: string[] = []
  await git.walk({
    fs,
    dir,
    cache,
    trees: [git.TREE({ ref: base }), git.WORKDIR()],
    async map(path, [before, after]) {
      if (path === '.') return undefined
      // A folder that git ignores is not gone through, unless something in it is committed.
      if (before === null && (await git.isIgnored({ fs, dir, filepath: path }))) return null
      const types = await Promise.all([before?.type(), after?.type()])
      if (types.includes('tree') && !types.includes('blob')) return undefined
      if ((await before?.oid()) !== (await after?.oid())) changed.push(path)
      return undefined
    },
  })
  return changed
}

function unknown(ref: string): AIFactoryError {
  return new AIFactoryError('AF8040', `git knows no commit ${ref}`, {
    hint: 'In a shallow clone, fetch it first: git fetch --depth=1 origin REF.',
  })
}
