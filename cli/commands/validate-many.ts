import { AIFactoryError } from '../../schema/diagnostic.js'
import { findFactories } from '../monorepo/find-factories.js'
import { manyCommand } from '../monorepo/many-command.js'
import { type Output, processOutput } from '../terminal/output.js'
import { type ValidateMany, run as validate } from './validate.js'

/** `aifactory validate` with all that the bundle for one file leaves out. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  return validate(args, output, validateMany)
}

const validateMany: ValidateMany = async ({ paths, all, since, jobs, target, platform, output: format }, values, output) => {
  const asked = paths.length === 0 ? ['.'] : paths
  // A folder without a factory is told as one, where there is none below it either.
  if (!all && since === undefined && asked.length === 1 && !(await hasFactories(asked))) return undefined
  return manyCommand({ kind: 'validate', paths: asked, since, jobs, target, platform, values, output: format }, output)
}

async function hasFactories(paths: readonly string[]): Promise<boolean> {
  try {
    return (await findFactories(paths)).length > 0
  } catch (error) {
    if (error instanceof AIFactoryError) return false
    throw error
  }
}
