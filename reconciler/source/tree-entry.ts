import fs from 'node:fs'
import git from 'isomorphic-git'
import { normalizePath, pathFrom } from '../../compiler/source/relative-path.js'
import { AIFactoryError } from '../../schema/diagnostic.js'

/** A file or a folder of a commit. */
export interface TreeEntry {
  readonly oid: string
  readonly type: 'blob' | 'tree'
  /** From the top of the repository, with links followed. */
  readonly path: string
}

const LINK = '120000'
const MOST_LINKS = 16

/**
 * Finds what a path names in a commit, following symbolic links that stay in the repository; undefined where there is nothing.
 * A submodule is nothing: what it names is in another repository.
 * @throws AIFactoryError AF3014 for a path or a link that leads out of the repository, or links that lead in a circle.
 */
export async function findEntry(gitdir: string, commit: string, path: string, cache: object): Promise<TreeEntry | undefined> {
  const root = { oid: (await git.readTree({ fs, gitdir, oid: commit, cache })).oid, type: 'tree', path: '' } as const
  let [left, at] = [segments(path), root as TreeEntry]
  for (let links = 0; left.length > 0; ) {
    if (left[0] === '..') throw outside(path)
    if (at.type === 'blob') return undefined
    const { tree } = await git.readTree({ fs, gitdir, oid: at.oid, cache })
    const entry = tree.find((candidate) => candidate.path === left[0])
    if (!entry || entry.type === 'commit') return undefined
    const here = at.path === '' ? entry.path : `${at.path}/${entry.path}`
    if (entry.mode === LINK) {
      if (++links > MOST_LINKS) throw outside(path)
      const target = Buffer.from((await git.readBlob({ fs, gitdir, oid: entry.oid, cache })).blob).toString('utf8')
      if (target.startsWith('/')) throw outside(path)
      left = segments([pathFrom(here, target), ...left.slice(1)].join('/'))
      at = root
    } else {
      left = left.slice(1)
      at = { oid: entry.oid, type: entry.type, path: here }
    }
  }
  return at
}

function segments(path: string): string[] {
  const normal = normalizePath(path)
  return normal === '.' ? [] : normal.split('/')
}

const outside = (path: string): AIFactoryError =>
  new AIFactoryError('AF3014', `${path} is outside the repository`, { hint: 'Keep what a factory needs in its repository.' })
