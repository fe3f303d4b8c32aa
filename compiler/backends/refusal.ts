import type { Diagnostic } from '../../schema/diagnostic.js'
import type { AIFactory } from '../../schema/generated/aifactory.js'
import type { Code } from '../diagnostics/codes.js'
import { type Found, valuesAt } from './field-pattern.js'

/** A field that a backend does not honour, or honours in part. */
export interface Finding extends Pick<Diagnostic, 'code' | 'severity' | 'message' | 'suggestion'> {
  /** Where the field is in the file, from the top, such as spec, pipeline, engine. */
  readonly path: readonly (string | number)[]
}

/** What a backend says of some values of a field, or of all of them. Data, so that the table of docs/backends.md is made of it as well. */
export interface Refusal {
  readonly code: Code
  /** The fields, as a pattern: spec.models.*.trainer.numNodes. */
  readonly field: string
  /** A warning where the backend does a part of it; an error by default. */
  readonly severity?: 'error' | 'warning'
  /** Which values; all of them where this is left out. */
  readonly when?: (value: unknown, at: Found, document: AIFactory) => boolean
  /** With others of the field it leaves no value that is honoured. */
  readonly rest?: true
  readonly message: string | ((value: unknown, at: Found) => string)
  readonly suggestion?: string
}

/** What these refusals find in a document without errors, in their order. */
export function findingsOf(refusals: readonly Refusal[], document: AIFactory): Finding[] {
  return refusals.flatMap(({ code, field, severity = 'error', when, message, suggestion }) =>
    valuesAt(document, field)
      .filter((found) => when?.(found.value, found, document) ?? true)
      .map((found) => ({
        code,
        severity,
        path: found.path,
        message: typeof message === 'string' ? message : message(found.value, found),
        ...(suggestion !== undefined && { suggestion }),
      })),
  )
}

export const isOneOf =
  (...values: readonly unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value)

export const isAbove =
  (limit: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value > limit

/** Whether a text names something elsewhere, such as s3://models. */
export function isRemote(value: unknown): boolean {
  return typeof value === 'string' && value.includes('://')
}
