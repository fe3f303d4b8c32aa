import { spawnSync } from 'node:child_process'

const MOST_OUTPUT = 256 * 1024 * 1024

/** What git on this machine prints, or undefined where there is none, or it fails. Locks of others' are not waited for. */
export function native(folder: string, args: readonly string[]): string | undefined {
  if (process.env.AIFACTORY_NATIVE_GIT === '0') return undefined
  const { status, stdout } = spawnSync('git', ['--no-optional-locks', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return status === 0 ? stdout : undefined
}
