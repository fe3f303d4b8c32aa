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
  /** Other places that have to do with it, such as the one that defined the same first. */
  readonly related?: readonly { readonly message: string; readonly file: string; readonly range: Range }[]
  /** Changes of the text that would put it right, the likeliest first. Each is complete by itself. */
  readonly fixes?: readonly Fix[]
}

/** A change that `aifactory fix` and editors can make. */
export interface Fix {
  /** What it does, in the imperative: `Replace "fligths" by "flights"`. */
  readonly title: string
  /** They do not overlap, and all refer to the text as it was read. */
  readonly edits: readonly TextEdit[]
  /** Whether it can only be what was meant. Others, such as removals, are made on request. */
  readonly safe: boolean
}

/** Replaces a range, which may be empty, of a file. */
export interface TextEdit {
  /** Relative to the factory's folder, like Diagnostic.file. */
  readonly file: string
  readonly range: Range
  readonly newText: string
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
