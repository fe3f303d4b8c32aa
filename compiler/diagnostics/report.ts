import type { AIFactoryError, Diagnostic, Fix } from '../../schema/diagnostic.js'
import type { Span } from '../source/node.js'
import type { Code } from './codes.js'

export interface Details {
  readonly suggestion?: string
  readonly related?: readonly { readonly message: string; readonly at: Span }[]
  /** Those that cannot be made here are left out. */
  readonly fixes?: readonly (SpanFix | undefined)[]
}

/** A fix whose edits are given by offsets. */
export interface SpanFix extends Pick<Fix, 'title' | 'safe'> {
  readonly edits: readonly { readonly at: Span; readonly newText: string }[]
}

/** Collects what is wrong. Every check reports here, and none throws. */
export class Report {
  readonly diagnostics: Diagnostic[] = []

  error(code: Code, message: string, at: Span | undefined, details: Details = {}): void {
    this.#add('error', code, message, at, details)
  }

  warning(code: Code, message: string, at: Span | undefined, details: Details = {}): void {
    this.#add('warning', code, message, at, details)
  }

  /** A problem that something beside the compiler found, such as the reader of files. */
  found(error: AIFactoryError, at: Span | undefined): void {
    this.#add('error', error.code, error.message, at, { suggestion: error.hint })
  }

  /** What a backend does not honour. */
  finding({ severity, code, message, suggestion }: Pick<Diagnostic, 'severity' | 'code' | 'message' | 'suggestion'>, at: Span): void {
    this.#add(severity, code, message, at, { suggestion })
  }

  get hasErrors(): boolean {
    return this.diagnostics.some(({ severity }) => severity === 'error')
  }

  #add(
    severity: Diagnostic['severity'],
    code: string,
    message: string,
    at: Span | undefined,
    { suggestion, related, fixes }: Details,
  ): void {
    const all = [...(related ?? []), ...(at?.with ? [at.with] : [])].filter((other) => !isSame(other.at, at))
    const possible = (fixes ?? []).filter(isEditable)
    this.diagnostics.push({
      code,
      severity,
      message,
      ...(at && located(at)),
      ...(suggestion !== undefined && { suggestion }),
      ...(all.length > 0 && { related: all.map((other) => ({ message: other.message, ...located(other.at) })) }),
      ...(possible.length > 0 && { fixes: possible.map(fixOf) }),
    })
  }
}

/** A place that was not written falls back to what holds it. */
function isSame(one: Span, other: Span | undefined): boolean {
  return one.file === other?.file && one.start === other.start && one.end === other.end
}

/** What was given on a command line has no file, and the text of a reference to a variable is not the value that is wrong. */
function isEditable(fix: SpanFix | undefined): fix is SpanFix {
  return fix?.edits.every(({ at }) => at.file.given !== true && at.with === undefined) ?? false
}

function fixOf({ title, safe, edits }: SpanFix): Fix {
  return { title, edits: edits.map(({ at, newText }) => ({ ...located(at), newText })), safe }
}

function located({ file, start, end }: Span) {
  return { file: file.path, range: file.range(start, end) }
}

/** By file and place, then code, each once: the order does not depend on which check ran first. */
export function sorted(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  const unique = diagnostics.filter((diagnostic) => {
    const key = JSON.stringify([diagnostic.code, diagnostic.file, diagnostic.range, diagnostic.message])
    return !seen.has(key) && seen.add(key)
  })
  return unique.sort(
    (a, b) =>
      compare(a.file ?? '', b.file ?? '') ||
      compare(a.range?.start.line ?? 0, b.range?.start.line ?? 0) ||
      compare(a.range?.start.column ?? 0, b.range?.start.column ?? 0) ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  )
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
