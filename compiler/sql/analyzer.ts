import type { ColumnType } from '../../schema/generated/jobs.js'
import type { SqlCode } from '../diagnostics/codes/semantics-sql.js'

/** An SQL expression, and those of its words that are columns whose types are known. */
export interface SqlQuestion {
  readonly expression: string
  readonly columns: readonly SqlColumn[]
}

export interface SqlColumn {
  readonly name: string
  readonly type: ColumnType
}

/** Offsets in an expression, in UTF-16 code units, end excluded. */
export interface SqlRange {
  readonly start: number
  readonly end: number
}

/** What is wrong with an expression, whatever it is used for. */
export interface SqlProblem extends SqlRange {
  readonly code: SqlCode
  readonly message: string
  readonly suggestion?: string
}

/** What is known about an expression. */
export interface SqlVerdict {
  readonly problems: readonly SqlProblem[]
  /** Columns that it names, also unknown ones, each time that it does. */
  readonly columns: readonly ({ readonly name: string } & SqlRange)[]
  /** Its type: one of the language's, or DuckDB's name of another. Absent where it could not be found out. */
  readonly type?: string
}

/**
 * Looks at SQL expressions, all of a file at once, with the parser and binder of the database that will run them. An answer
 * depends on its question alone. Undefined where there is no such database here, so that less is checked.
 */
export type SqlAnalyzer = (questions: readonly SqlQuestion[]) => Promise<readonly SqlVerdict[] | undefined>
