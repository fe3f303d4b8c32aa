import { existsSync, readFileSync } from 'node:fs'
import { ENV_PREFIX, type GivenValues } from '../compiler/source/given.js'
import { AIFactoryError } from '../schema/diagnostic.js'

/** What options give, each as often as it was written. */
export interface ValueArguments {
  readonly set?: readonly string[]
  readonly var?: readonly string[]
  readonly varFile?: readonly string[]
}

/**
 * What is given beside the files: by options, and by variables of the environment. Undefined where nothing is.
 * @throws AIFactoryError AF1001 or AF1018 for a --var-file that cannot be read.
 */
export function givenValues(options: ValueArguments, env: NodeJS.ProcessEnv = process.env): GivenValues | undefined {
  const { set = [], var: vars = [], varFile = [] } = options
  const named = Object.keys(env).filter((name) => name.startsWith(ENV_PREFIX))
  if (set.length + vars.length + varFile.length + named.length === 0) return undefined
  return {
    set,
    vars,
    varFiles: varFile.map((path) => ({ path, text: readText(path) })),
    env: Object.fromEntries(named.sort().map((name) => [name, env[name] ?? ''])),
  }
}

function readText(path: string): string {
  if (!existsSync(path))
    throw new AIFactoryError('AF1001', `--var-file ${path} does not exist`, { hint: 'Paths are relative to where you are.' })
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new AIFactoryError('AF1018', `--var-file ${path} cannot be read`, {
      hint: 'Check that it is a file, and its permissions.',
      cause,
    })
  }
}
