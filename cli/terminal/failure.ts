import pc from 'picocolors'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { diskFullError } from '../../schema/disk-full.js'

/** Prints why a command failed and returns its exit status: 1 for problems of the user's, 3 for bugs of ours. */
export function printFailure(thrown: unknown): number {
  const error = diskFullError(thrown) ?? thrown
  if (error instanceof AIFactoryError) {
    process.stderr.write(`${pc.red('error')} ${pc.bold(error.code)}: ${error.message}\n`)
    if (error.detail) process.stderr.write(`${error.detail.replace(/^/gm, '  ')}\n`)
    if (error.hint) process.stderr.write(`${pc.cyan('hint')}: ${error.hint}\n`)
    return 1
  }
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(
    `${pc.red('internal error')}: ${message}\nThis is a bug in aifactory. Set AIFACTORY_DEBUG=1 to see where it happened.\n`,
  )
  if (process.env.AIFACTORY_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return 3
}
