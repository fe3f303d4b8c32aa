/** What is wrong and where, as data. Every part of the program reports problems in this shape. */
export interface Diagnostic {
  /** Stable code: AF1xxx syntax, AF2xxx schema, AF3xxx references, AF4xxx semantics, AF5xxx policy, AF6xxx backend, AF7xxx data and jobs, AF8xxx platform. */
  readonly code: string
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
  /** Path relative to the factory's folder; absent where no file is at fault. */
  readonly file?: string
  readonly range?: Range
  /** What the user could do about it, in one sentence. */
  readonly suggestion?: string
  readonly related?: readonly { readonly message: string; readonly file: string; readonly range: Range }[]
}

/** Zero-based, end excluded; columns count UTF-16 code units, as in the Language Server Protocol. */
export interface Range {
  readonly start: Position
  readonly end: Position
}

export interface Position {
  readonly line: number
  readonly column: number
}

/** Thrown at the edges for a problem the user can act on; anything else that is thrown is a bug. */
export class AIFactoryError extends Error {
  readonly code: string
  readonly hint: string | undefined
  readonly detail: string | undefined
  /** Whether trying again may help without a change by the user. */
  readonly retryable: boolean

  constructor(code: string, message: string, options: { hint?: string; detail?: string; retryable?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'AIFactoryError'
    this.code = code
    this.hint = options.hint
    this.detail = options.detail
    this.retryable = options.retryable ?? false
  }
}
