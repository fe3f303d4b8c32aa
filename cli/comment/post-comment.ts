import { readFileSync } from 'node:fs'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { Environment } from './forge.js'
import { gitHub } from './github.js'
import { gitLab } from './gitlab.js'
import { upsertComment } from './upsert.js'

/** Puts a file's text on the pull or merge request, and says what came of it. */
export async function postComment(
  file: string,
  { on, key, environment }: { on?: 'github' | 'gitlab'; key: string; environment: Environment },
): Promise<string> {
  const text = readText(file)
  const name = on ?? (environment.GITLAB_CI ? 'gitlab' : environment.GITHUB_ACTIONS ? 'github' : undefined)
  if (name === undefined) {
    throw new AIFactoryError('AF8061', 'this is neither a GitHub workflow nor a GitLab pipeline', { hint: 'Choose one with --on.' })
  }
  const done = await upsertComment(name === 'github' ? gitHub(environment) : gitLab(environment), key, text)
  return `${on ?? name}: the comment was ${done}`
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new AIFactoryError('AF1001', `${file} cannot be read`, { hint: 'Name a Markdown file.', cause: error })
  }
}
