import { run } from './commands/validate.js'

/** The program of `aifactory validate` alone: it is bundled by itself, so that a commit hook does not wait for the rest. */
export async function start(args: readonly string[]): Promise<void> {
  try {
    process.exitCode = await run(args)
  } catch (error) {
    const { printFailure } = await import('./terminal/failure.js')
    process.exitCode = printFailure(error)
  }
}
