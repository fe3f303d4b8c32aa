import { run } from './commands/render-one.js'
import { startAtOnce } from './start-at-once.js'

/** The program of `aifactory render` for one file: it is bundled by itself, so that it does not wait for the rest. */
export const start = (args: readonly string[]): Promise<boolean> => startAtOnce(run, args)
