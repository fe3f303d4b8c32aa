import fs from 'node:fs'
import git from 'isomorphic-git'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { headCommit, type Repository } from './repository.js'

/** Where the default branch may be found, the most telling first. */
const DEFAULT_BRANCHES = ['refs/remotes/origin/HEAD', 'origin/main', 'origin/master', 'main', 'master']

/**
 * The commit that a person names: a branch, a tag, HEAD or a hash, shortened or whole, with ~N for the Nth parent back and
 * ^N for the Nth parent of a merge, as git reads them.
 * @throws AIFactoryError AF8040 where there is no such commit.
 */
export async function resolveCommit(repository: Repository, name: string): Promise<string> {
  const [, base = '', steps = ''] = /^(.*?)((?:[~^][0-9]*)*)$/s.exec(name) ?? []
  let oid = await named(repository, base)
  for (const [, kind, digits] of steps.matchAll(/([~^])([0-9]*)/g)) {
    const count = digits === '' ? 1 : Number(digits)
    if (kind === '~') for (let step = 0; step < count && oid; step++) oid = await parentOf(repository, oid, 1)
    else if (count > 0 && oid) oid = await parentOf(repository, oid, count)
  }
  // A tag may be an object of its own, which names the commit.
  const commit = oid && (await git.readCommit({ fs, gitdir: repository.gitdir, oid }).catch(() => undefined))
  if (commit) return commit.oid
  throw new AIFactoryError('AF8040', `${name} names no commit of this repository`, {
    hint: 'Name a branch, a tag or a commit. A shallow clone lacks older ones: git fetch --unshallow brings them.',
  })
}

/** The newest commit that HEAD has in common with the default branch, and what that is called; undefined where there is none. */
export async function mergeBase(repository: Repository): Promise<{ oid: string; branch: string } | undefined> {
  const head = await headCommit(repository)
  if (head === undefined) return undefined
  for (const ref of DEFAULT_BRANCHES) {
    const tip = await git.resolveRef({ fs, gitdir: repository.gitdir, ref }).catch(() => undefined)
    if (tip === undefined) continue
    // A shallow clone lacks the commits on the way.
    const [oid] = (await git.findMergeBase({ fs, gitdir: repository.gitdir, oids: [head, tip] }).catch(() => [])) as string[]
    if (oid !== undefined) return { oid, branch: ref.replace(/^refs\/remotes\//, '') }
  }
  return undefined
}

async function named(repository: Repository, name: string): Promise<string | undefined> {
  const { gitdir } = repository
  if (name === '' || name === '@' || name === 'HEAD') return headCommit(repository)
  const ref = await git.resolveRef({ fs, gitdir, ref: name }).catch(() => undefined)
  if (ref !== undefined || !/^[0-9a-f]{4,40}$/.test(name)) return ref
  return git.expandOid({ fs, gitdir, oid: name }).catch(() => undefined)
}

async function parentOf({ gitdir }: Repository, oid: string, count: number): Promise<string | undefined> {
  const read = await git.readCommit({ fs, gitdir, oid }).catch(() => undefined)
  return read?.commit.parent[count - 1]
}
