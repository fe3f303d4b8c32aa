import { run } from './commands/validate.js'

/**
 * The program of `aifactory validate` for one file: it is bundled by itself, so that a commit hook does not wait for the rest.
 * @returns whether it is done; what takes the whole program is left to that.
 */
export async function start(args: readonly string[]): Promise<boolean> {
  try {
    const status = await run(args)
    if (status === undefined) return false
    process.exitCode = status
  } catch (error) {
    const { printFailure } = await import('./terminal/failure.js')
    process.exitCode = printFailure(error)
  }
  return true
}
