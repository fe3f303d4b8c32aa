import { BACKEND } from './codes/backend.js'
import { POLICY } from './codes/policy.js'
import { REFERENCES } from './codes/references.js'
import { SCHEMA } from './codes/schema.js'
import { DATA } from './codes/semantics-data.js'
import { LEARNING } from './codes/semantics-learning.js'
import { MODELS } from './codes/semantics-models.js'
import { OPERATIONS } from './codes/semantics-operations.js'
import { RESOURCES } from './codes/semantics-resources.js'
import { ROLLOUTS } from './codes/semantics-rollouts.js'
import { EXPRESSIONS } from './codes/semantics-sql.js'
import { TYPES } from './codes/semantics-types.js'
import { WATCHING } from './codes/semantics-watching.js'
import { SYNTAX } from './codes/syntax.js'
import { TOOLS } from './codes/tools.js'

/** What a code of the compiler means. The pages in docs/diagnostics are made of these, and each example is tried by a test. */
export interface CodeEntry {
  readonly title: string
  readonly severity: 'error' | 'warning' | 'info'
  /** Why it is a problem, in a sentence or two. */
  readonly explanation: string
  /** The version of aifactory that first reported it, where that is not 0.1.0. */
  readonly since?: string
  /** YAML that is reported, and YAML that is not. Absent where the problem is not in the text. */
  readonly example?: { readonly wrong: string; readonly right: string; readonly whole?: true }
}

/** Every code that the compiler reports, once. A code never changes its meaning. */
export const CODES = {
  ...SYNTAX,
  ...SCHEMA,
  ...REFERENCES,
  ...MODELS,
  ...OPERATIONS,
  ...EXPRESSIONS,
  ...DATA,
  ...RESOURCES,
  ...LEARNING,
  ...WATCHING,
  ...ROLLOUTS,
  ...TYPES,
  ...POLICY,
  ...BACKEND,
  ...TOOLS,
} as const

export type Code = keyof typeof CODES
