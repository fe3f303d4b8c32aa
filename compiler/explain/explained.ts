import type { Diagnostic, Range } from '../../schema/diagnostic.js'
import type { FieldFacts } from './field-facts.js'

/** Version of the form below; it changes when a field changes its meaning or goes. */
export const EXPLANATION_VERSION = 1

/** Where something was written. Absent where nothing was, as for a default. */
export interface Place {
  readonly file: string
  readonly range: Range
}

export interface ExplainedVariable {
  readonly name: string
  /** Strongest first: the first one holds. */
  readonly given: readonly ({ readonly by: 'default' | 'target' | 'file' | 'env' | 'var'; readonly value: unknown } & Place)[]
}

/** A value that a field has, or had before it was overridden. */
export interface ExplainedOrigin extends Partial<Place> {
  /** `derived` is a default that follows from another field. */
  readonly by: 'set' | 'target' | 'include' | 'file' | 'derived' | 'default'
  readonly target?: string
  /** Whether it was removed there. */
  readonly removed?: true
  readonly value?: unknown
  /** The text with its references, where variables were filled in. */
  readonly text?: string
  readonly variables?: readonly ExplainedVariable[]
}

export interface ExplainedField extends FieldFacts {
  /** As on the command line: below spec, except for metadata. */
  readonly path: string
  /** Absent where the field is not set and has no default. */
  readonly value?: unknown
  /** Strongest first; empty where it is not set. */
  readonly origins: readonly ExplainedOrigin[]
}

/** A part of the document: one field, or a map or list with the fields in it. */
export interface ExplainedPart {
  readonly path: string
  readonly value?: unknown
  /** The part itself. */
  readonly field: ExplainedField
  /** The values inside that hold no others, in the order of the document. Empty where the part is itself one. */
  readonly fields: readonly ExplainedField[]
}

export interface Explanation {
  readonly target: string | null
  readonly diagnostics: readonly Diagnostic[]
  /** One for each place that the path names. Empty where there is none, which is told by AF3040, or the file cannot be read. */
  readonly parts: readonly ExplainedPart[]
}
