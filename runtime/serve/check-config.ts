import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ServingConfig } from '../../schema/generated/jobs.js'
import { validateServingConfig } from '../../schema/generated/jobs-validators.js'
import { routedVersions } from './routing.js'

/**
 * Parses a serving configuration and checks what the schema cannot say.
 * @throws AIFactoryError AF8110 with what is wrong with it.
 */
export function parseServingConfig(text: string, env: NodeJS.ProcessEnv): ServingConfig {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw refused(`it is not JSON: ${error instanceof Error ? error.message : error}`)
  }
  if (!isServingConfig(value)) {
    const problems = (validateServingConfig.errors ?? []).slice(0, 3).map((e) => `${e.instancePath || '/'} ${e.message}`)
    throw refused(problems.join('; '))
  }
  const versions = value.models.map(({ version }) => version)
  const twice = versions.find((version, i) => versions.indexOf(version) !== i)
  if (twice !== undefined) throw refused(`models names version ${twice} twice`)
  const unknown = routedVersions(value.route).find((version) => !versions.includes(version))
  if (unknown !== undefined) throw refused(`the route names version ${unknown}, which is not in models`)
  if (value.logger.mode === 'all' && !value.logger.dir) throw refused('logger.mode is all but logger.dir is not set')
  if (value.views?.length && !value.onlineStore) throw refused('views are to be looked up but onlineStore is not set')
  if (value.auth?.type === 'bearer') {
    if (!value.auth.tokenEnv) throw refused('auth.type is bearer but auth.tokenEnv is not set')
    if (!env[value.auth.tokenEnv]) throw refused(`the environment variable ${value.auth.tokenEnv} with the token is empty`)
  }
  return value
}

/**
 * Checks that a configuration may follow the one before it. What is bound when the server starts cannot change; the port may be given
 * as it was or as the one that the system picked.
 * @throws AIFactoryError AF8111
 */
export function checkSuccessor(next: ServingConfig, before: ServingConfig, boundPort: number): void {
  if (next.generation < before.generation) {
    throw new AIFactoryError('AF8111', `generation ${next.generation} is older than generation ${before.generation}, which was read before`)
  }
  for (const field of ['endpoint', 'model', 'host', 'port'] as const) {
    if (next[field] === before[field] || (field === 'port' && (next.port === boundPort || next.port === 0))) continue
    throw new AIFactoryError('AF8111', `${field} cannot change from ${before[field]} to ${next[field]} while the server runs`, {
      hint: 'Start another server.',
    })
  }
}

function refused(why: string): AIFactoryError {
  return new AIFactoryError('AF8110', `the serving configuration is refused: ${why}`)
}

function isServingConfig(value: unknown): value is ServingConfig {
  return validateServingConfig(value)
}
