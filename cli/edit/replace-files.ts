import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FileReader } from '../../compiler/source/file-reader.js'
import { AIFactoryError } from '../../schema/diagnostic.js'

/** A file with the text that was read, and the one that is to take its place. */
export interface Replacement {
  readonly path: string
  readonly before: string
  readonly after: string
}

/**
 * Puts new texts in the place of files: all of them, or none where one has changed meanwhile. Each is written beside its
 * file and moved onto it, so that nobody ever sees a part of it; links stay links, and permissions stay.
 * @throws AIFactoryError AF8051 a file is no longer what was read, AF8052 it cannot be written.
 */
export async function replaceFiles(folder: string, files: FileReader, replacements: readonly Replacement[]): Promise<void> {
  for (const { path, before } of replacements) {
    if ((await files.read(path)) === before) continue
    throw new AIFactoryError('AF8051', `${path} was changed meanwhile, so nothing was written`, { hint: 'Run the command again.' })
  }
  const written: { readonly temporary: string; readonly file: string }[] = []
  try {
    for (const { path, after } of replacements) {
      const file = realpathSync(join(folder, path))
      const temporary = join(dirname(file), `.aifactory-${randomBytes(6).toString('hex')}.tmp`)
      written.push({ temporary, file })
      writeWhole(temporary, after)
      chmodSync(temporary, statSync(file).mode & 0o7777)
    }
    for (const { temporary, file } of written) renameSync(temporary, file)
  } catch (error) {
    throw new AIFactoryError('AF8052', `files in ${folder} cannot be written`, {
      hint: 'Check the permissions and the space of the disk.',
      cause: error,
    })
  } finally {
    for (const { temporary } of written) rmSync(temporary, { force: true })
  }
}

function writeWhole(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600)
  try {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
