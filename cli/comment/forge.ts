import { readFileSync } from 'node:fs'
import { AIFactoryError } from '../../schema/diagnostic.js'

/** A comment of a pull or merge request. */
export interface Comment {
  readonly id: number
  readonly body: string
}

/** Where comments are kept, for the pull or merge request that this run belongs to. */
export interface Forge {
  /** Longest text of a comment, in characters. */
  readonly longest: number
  list(page: number): Promise<readonly Comment[]>
  create(body: string): Promise<void>
  update(id: number, body: string): Promise<void>
}

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * A variable that a CI system sets.
 * @throws AIFactoryError AF8061 where it is missing.
 */
export function needed(environment: Environment, name: string, hint: string): string {
  const value = environment[name]
  if (value) return value
  throw new AIFactoryError('AF8061', `${name} is not set`, { hint })
}

/** The JSON of a file that a CI system wrote. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new AIFactoryError('AF8061', `${path} cannot be read`, { hint: 'The CI system writes it before a job starts.', cause: error })
  }
}
