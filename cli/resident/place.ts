import { lstatSync, mkdirSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { AIFactoryError } from '../../schema/diagnostic.js'

/** The longest path that a socket may have on every system. */
const MAX_SOCKET_PATH = 100
/** Written by the build beside the bundle: a digest of the program. bin/ask.pl reads it too. */
const BUILD_ID = new URL('./build-id', import.meta.url)

/** The build that lies beside this program now; undefined where there is none, as while another is made. */
export function currentBuild(): string | undefined {
  try {
    const text = readFileSync(BUILD_ID, 'utf8').trim()
    return /^[0-9a-f]{16}$/.test(text) ? text : undefined
  } catch {
    return undefined
  }
}

/**
 * Where sockets of this user lie: below XDG_RUNTIME_DIR, or else in /tmp under the user's number. bin/ask.pl looks in the same
 * place.
 */
export function runtimeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment.XDG_RUNTIME_DIR
  return given !== undefined && isAbsolute(given) ? join(given, 'aifactory') : `/tmp/aifactory-${userId()}`
}

/** The socket of a build: a client can only reach the build that it belongs to. */
export function socketPath(folder: string, build: string): string {
  const path = join(folder, `${build}.sock`)
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH) {
    throw new AIFactoryError('AF8095', `${folder} is too long a path for a socket`, { hint: 'Set XDG_RUNTIME_DIR to a shorter folder.' })
  }
  return path
}

/**
 * Makes the folder where it is missing.
 * @throws AIFactoryError AF8095 where others could get at it, or it is no folder of this user.
 */
export function settleFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (!isCode(error, 'EEXIST')) {
      const hint = 'Check the folder above it, and XDG_RUNTIME_DIR.'
      throw new AIFactoryError('AF8095', `${folder} cannot be made`, { hint, cause: error })
    }
  }
  if (!isPrivate(folder)) {
    throw new AIFactoryError('AF8095', `${folder} is not a folder of this user alone`, {
      hint: 'Remove it, or set XDG_RUNTIME_DIR to a folder of yours that nobody else may enter (chmod 700).',
    })
  }
}

/** Whether it is a folder itself, not a link to one, that belongs to this user and that nobody else may enter. */
export function isPrivate(folder: string): boolean {
  const facts = lstatSync(folder, { throwIfNoEntry: false })
  return facts?.isDirectory() === true && facts.uid === userId() && (facts.mode & 0o077) === 0
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function userId(): number {
  if (process.geteuid === undefined) {
    throw new AIFactoryError('AF8095', 'a resident process needs users and sockets as Unix has them', { hint: 'Use `aifactory` itself.' })
  }
  return process.geteuid()
}
