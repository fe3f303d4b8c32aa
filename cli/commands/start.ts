import { replayCommand } from './replay.js'

/** `aifactory start [DIR]`: data to a served model, then its past as traffic, then it watches. */
export function run(args: readonly string[]): Promise<number> {
  return replayCommand('start', 'Train and serve, then replay past data as traffic, then go on watching.', args)
}
