import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ENTRY } from '../disk-files.js'

/** Whether a path names a folder that holds no factory itself, and is thus to be looked through. */
export function isFolderWithout(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true && !existsSync(join(path, ENTRY))
}
