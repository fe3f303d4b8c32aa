import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { ENTRY } from '../disk-files.js'
import { native } from './native-git.js'

/** Folders that hold no factory of the repository's own, whatever git says. */
const SKIPPED = ['.git', '.aifactory', 'node_modules']

/**
 * The factories that paths name: a file itself, and every aifactory.yaml at or below a folder, without what git ignores.
 * Sorted, each once, as paths from where the program runs.
 * @throws AIFactoryError AF1001 nothing is there, AF1002 no factory is at or below any of the paths.
 */
export async function findFactories(paths: readonly string[]): Promise<string[]> {
  const found = new Set<string>()
  for (const path of paths) {
    const facts = statSync(path, { throwIfNoEntry: false })
    if (facts === undefined)
      throw new AIFactoryError('AF1001', `${path} does not exist`, { hint: 'Name files, or folders to look through.' })
    if (!facts.isDirectory()) found.add(resolve(path))
    else for (const file of await below(resolve(path))) found.add(file)
  }
  if (found.size === 0) {
    throw new AIFactoryError('AF1002', `no ${ENTRY} is at or below ${paths.join(', ')}`, {
      hint: 'Files that git ignores are passed over. `aifactory init` writes a file to start from.',
    })
  }
  return [...found].map((file) => relative(process.cwd(), file) || file).sort(byName)
}

/** By the bytes of the names, whatever the language of the machine. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

async function below(folder: string): Promise<string[]> {
  const listed = native(folder, ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', `:(glob)**/${ENTRY}`])
  if (listed !== undefined) {
    const files = listed.split('\0').filter((path) => path !== '' && !path.split('/').some((part) => SKIPPED.includes(part)))
    return files.map((path) => join(folder, path)).filter((path) => existsSync(path))
  }
  return withoutIgnored(walk(folder))
}

function walk(folder: string): string[] {
  const found: string[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !SKIPPED.includes(entry.name)) found.push(...walk(join(folder, entry.name)))
    else if (entry.isFile() && entry.name === ENTRY) found.push(join(folder, entry.name))
  }
  return found
}

/** The same without git on this machine. */
async function withoutIgnored(files: readonly string[]): Promise<string[]> {
  const kept: string[] = []
  for (const file of files) if (!(await isIgnored(file))) kept.push(file)
  return kept
}

async function isIgnored(file: string): Promise<boolean> {
  const root = repositoryOf(dirname(file))
  if (root === undefined) return false
  const [{ default: git }, fs] = await Promise.all([import('isomorphic-git'), import('node:fs')])
  return git.isIgnored({ fs, dir: root, filepath: relative(root, file).split(sep).join('/') })
}

/** The closest folder at or above that holds a repository. */
export function repositoryOf(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (dirname(at) === at) return undefined
  }
}
