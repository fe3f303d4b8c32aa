/** A command for one factory; undefined where it takes the whole program, before anything is printed. */
type QuickCommand = (args: readonly string[]) => Promise<number | undefined>

/** @returns whether it is done; what takes the whole program is left to that. */
export async function startAtOnce(run: QuickCommand, args: readonly string[]): Promise<boolean> {
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
