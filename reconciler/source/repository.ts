import fs from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import git from 'isomorphic-git'
import { AIFactoryError } from '../../schema/diagnostic.js'

/** A git repository on disk, found from a folder inside it. */
export interface Repository {
  /** Top of the working tree. */
  readonly root: string
  /** Where objects and branches are; of a linked working tree, that of the repository it belongs to. */
  readonly gitdir: string
  /** Where HEAD is: each working tree has its own. */
  readonly headdir: string
  /** The folder's path from the top, with slashes; empty at the top. */
  readonly prefix: string
}

/** @throws AIFactoryError AF8010 where the folder is in no repository. */
export async function findRepository(baseDir: string): Promise<Repository> {
  let folder: string
  let root: string
  try {
    folder = fs.realpathSync(resolve(baseDir))
    root = await git.findRoot({ fs, filepath: folder })
  } catch (cause) {
    throw new AIFactoryError('AF8010', `${baseDir} is not in a git repository`, {
      hint: 'Run: git init && git add . && git commit -m "Start". Or take the files as they lie there with --working-tree.',
      cause,
    })
  }
  const headdir = gitFolder(join(root, '.git'))
  return { root, headdir, gitdir: commonFolder(headdir), prefix: relative(root, folder).split(sep).join('/') }
}

/** The commit that is checked out; undefined before the first one. */
export async function headCommit({ gitdir, headdir }: Repository): Promise<string | undefined> {
  const head = fs.readFileSync(join(headdir, 'HEAD'), 'utf8').trim()
  const [, ref] = /^ref: (.+)$/.exec(head) ?? []
  if (ref === undefined) return head
  return git.resolveRef({ fs, gitdir, ref }).catch(() => undefined)
}

/** `.git` is a folder, or in a linked working tree or a submodule a file that names one. */
function gitFolder(path: string): string {
  if (fs.statSync(path).isDirectory()) return path
  const [, named = ''] = /^gitdir: (.+)$/m.exec(fs.readFileSync(path, 'utf8')) ?? []
  return resolve(dirname(path), named.trim())
}

function commonFolder(gitdir: string): string {
  const file = join(gitdir, 'commondir')
  return fs.existsSync(file) ? resolve(gitdir, fs.readFileSync(file, 'utf8').trim()) : gitdir
}
