import { run } from './commands/validate.js'
import { startAtOnce } from './start-at-once.js'

/** The program of `aifactory validate` for one file: it is bundled by itself, so that a commit hook does not wait for the rest. */
export const start = (args: readonly string[]): Promise<boolean> => startAtOnce(run, args)
