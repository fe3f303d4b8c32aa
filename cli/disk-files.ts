import { closeSync, constants, existsSync, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { FileReader } from '../compiler/source/file-reader.js'
import { MAX_FILE_BYTES } from '../compiler/source/parse.js'
import { AIFactoryError } from '../schema/diagnostic.js'

export const ENTRY = 'aifactory.yaml'

/** A factory on disk. */
export interface DiskFactory {
  /** The folder that paths are relative to. */
  readonly folder: string
  readonly entry: string
  readonly files: FileReader
}

/**
 * Finds the file that a path names: itself, or aifactory.yaml in it.
 * @throws AIFactoryError AF1001 nothing is there, AF1002 a folder without aifactory.yaml.
 */
export function openFactory(path: string): DiskFactory {
  const facts = statSync(path, { throwIfNoEntry: false })
  if (facts === undefined) {
    throw new AIFactoryError('AF1001', `${path} does not exist`, { hint: '`aifactory init` writes a file to start from.' })
  }
  const file = facts.isDirectory() ? join(path, ENTRY) : path
  if (facts.isDirectory() && !existsSync(file)) {
    throw new AIFactoryError('AF1002', `${path} is a folder without ${ENTRY}`, { hint: 'Name the file, or the folder that holds it.' })
  }
  const folder = dirname(resolve(file))
  return { folder, entry: basename(file), files: diskFiles(folder) }
}

/**
 * Reads files below a folder and elsewhere in its repository, following links only inside it. What may not be read is
 * refused with AF1002 no file, AF1003 larger than 1 MiB, AF1004 no UTF-8, AF1018 not permitted, AF3014 outside.
 */
export function diskFiles(folder: string): FileReader {
  let root: string | undefined
  return {
    async read(path) {
      root ??= repositoryRoot(folder)
      return readText(join(folder, path), path, root)
    },
    async list(below) {
      root ??= repositoryRoot(folder)
      const real = realPath(join(folder, below))
      if (real === undefined || !isInside(real, root) || !statSync(real).isDirectory()) return []
      const entries = readdirSync(real, { withFileTypes: true })
      return entries
        .filter((entry) => entry.isFile() || entry.isDirectory())
        .map((entry) => (entry.isFile() ? entry.name : `${entry.name}/`))
    },
  }
}

/** The closest folder above that is a repository, or the folder itself where there is none. */
function repositoryRoot(folder: string): string {
  for (let at = realpathSync(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (dirname(at) === at) return realpathSync(folder)
  }
}

function readText(file: string, shown: string, root: string): string | undefined {
  const real = realPath(file)
  if (real === undefined) return undefined
  if (!isInside(real, root)) {
    throw new AIFactoryError('AF3014', `${shown} is outside the repository`, { hint: 'Keep what a factory needs in its repository.' })
  }
  // Without O_NONBLOCK, opening a pipe would wait for somebody to write to it.
  const descriptor = openReadable(real, shown)
  try {
    const facts = fstatSync(descriptor)
    if (!facts.isFile()) throw new AIFactoryError('AF1002', `${shown} is no file`, { hint: 'Name a file.' })
    if (facts.size > MAX_FILE_BYTES) throw tooLarge(shown)
    return decode(readUpTo(descriptor, MAX_FILE_BYTES + 1, shown), shown)
  } finally {
    closeSync(descriptor)
  }
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync(file)
  } catch {
    return undefined
  }
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith(`..${sep}`)
}

function openReadable(path: string, shown: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    throw new AIFactoryError('AF1018', `${shown} cannot be read`, { hint: 'Check its permissions.', cause: error })
  }
}

/** Files such as those below /proc have more bytes than they say. */
function readUpTo(descriptor: number, limit: number, shown: string): Buffer {
  const buffer = Buffer.allocUnsafe(Math.min(limit, fstatSync(descriptor).size + 1))
  let length = 0
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, length)
    length += count
    if (count === 0) return buffer.subarray(0, length)
    if (length === buffer.length) throw tooLarge(shown)
  }
}

function tooLarge(shown: string): AIFactoryError {
  return new AIFactoryError('AF1003', `${shown} is larger than 1 MiB`, { hint: 'Keep data out of it, and split it with include.' })
}

function decode(bytes: Buffer, shown: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new AIFactoryError('AF1004', `${shown} is not UTF-8 text`, { hint: 'Save it as UTF-8.' })
  }
}
