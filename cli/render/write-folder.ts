import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, lstat, mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { AIFactoryError } from '../../schema/diagnostic.js'

/** Lists what was written, with digests, so that the next time it is known what may be replaced. kubectl would read a .json. */
const INDEX = '.aifactory-render'

/**
 * Makes a folder hold these files and nothing else. They are written beside it first and then take its place as a whole.
 * @param files contents by path below the folder, such as a.yaml or dashboards/b.json.
 * @param kept paths of files that others write there: they stay.
 * @throws AIFactoryError AF8030 where the folder holds files that this did not write, or that were changed since; AF8031
 * where it cannot be written.
 */
export async function writeFolder(folder: string, files: ReadonlyMap<string, string>, kept: readonly string[] = []): Promise<void> {
  const target = await settle(resolve(folder))
  await refuseForeignFiles(target, folder, kept)
  try {
    await mkdir(dirname(target), { recursive: true })
    const fresh = join(dirname(target), `.${basename(target)}.new-${randomUUID()}`)
    await mkdir(fresh)
    try {
      await fill(fresh, files)
      for (const name of kept) if (existsSync(join(target, name))) await copyFile(join(target, name), join(fresh, name))
      await exchange(fresh, target)
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  } catch (error) {
    throw new AIFactoryError('AF8031', `${folder} cannot be written`, {
      detail: error instanceof Error ? error.message : String(error),
      cause: error,
    })
  }
}

const previous = (target: string): string => join(dirname(target), `.${basename(target)}.old`)

/** The real folder. If an earlier exchange was cut off between its two renames, the old content is put back. */
async function settle(target: string): Promise<string> {
  if (!existsSync(target) && existsSync(previous(target))) await rename(previous(target), target)
  return existsSync(target) ? realpath(target) : target
}

async function refuseForeignFiles(target: string, name: string, kept: readonly string[]): Promise<void> {
  if (!existsSync(target)) return
  if (!(await lstat(target)).isDirectory()) throw new AIFactoryError('AF8030', `${name} is not a folder`)
  const names = (await filesBelow(target)).filter((file) => file !== INDEX && !kept.includes(file))
  const known = await readIndex(join(target, INDEX))
  for (const file of names) {
    const digest = known.get(file)
    if (digest === undefined) throw foreign(name, `${file} was not written by aifactory render`)
    if (digest !== digestOfText(await readFile(join(target, file), 'utf8'))) throw foreign(name, `${file} was changed after it was written`)
  }
}

function foreign(name: string, detail: string): AIFactoryError {
  return new AIFactoryError('AF8030', `${name} holds files that would be lost`, {
    detail,
    hint: 'Name another folder, or move those files away.',
  })
}

async function readIndex(path: string): Promise<ReadonlyMap<string, string>> {
  if (!existsSync(path)) return new Map()
  try {
    const index: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (typeof index !== 'object' || index === null) return new Map()
    return new Map(Object.entries(index).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch {
    // Without a readable index nothing is known to be ours, and files are refused one by one.
    return new Map()
  }
}

/** Paths of everything in a folder that is no folder, with / between their parts. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const found = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
  return found.map((path) => relative(folder, path).replaceAll(sep, '/')).sort()
}

async function fill(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const directory of new Set([...files.keys()].map((name) => dirname(join(folder, name))))) await mkdir(directory, { recursive: true })
  for (const [name, text] of files) await writeFile(join(folder, name), text, { flag: 'wx' })
  const index = Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, text]) => [name, digestOfText(text)]))
  await writeFile(join(folder, INDEX), `${JSON.stringify(index, null, 2)}\n`)
}

async function exchange(fresh: string, target: string): Promise<void> {
  const old = previous(target)
  await rm(old, { recursive: true, force: true })
  if (existsSync(target)) await rename(target, old)
  try {
    await rename(fresh, target)
  } catch (error) {
    if (existsSync(old)) await rename(old, target)
    throw error
  }
  await rm(old, { recursive: true, force: true })
}

function digestOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
