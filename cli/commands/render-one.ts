import { isFormat } from '../diagnostics/formats.js'
import { givenValues } from '../given-values.js'
import { renderCommand } from '../render/render-command.js'
import { type Output, processOutput } from '../terminal/output.js'
import { isFolderWithout } from './folder-without.js'
import { readArguments } from './read-arguments.js'

/**
 * `aifactory render [PATH]` of one factory to the standard output, which starts at once.
 * @returns undefined for anything else, bad usage included: that is left to the whole command, before anything is printed.
 */
export async function run(args: readonly string[], output: Output = processOutput()): Promise<number | undefined> {
  const read = readArguments(args, { single: ['--target', '--output'], flags: [] })
  if (read === undefined || typeof read === 'string') return undefined
  const { '--target': target, '--output': format = 'pretty' } = read.single
  const [path = '.', ...others] = read.paths
  if (!isFormat(format) || others.length > 0 || isFolderWithout(path)) return undefined
  return renderCommand({ path, target, values: givenValues(read.values), output: format }, output)
}
