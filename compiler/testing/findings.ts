import type { Position } from '../../schema/diagnostic.js'
import { duckDbAnalyzer } from '../sql/duckdb/duckdb-analyzer.js'
import { compileText, withSpec } from './compile-text.js'

const sql = duckDbAnalyzer()

/**
 * What is found in the base factory with parts of its spec replaced: each code with the text that it marks, such as
 * AF3009 arr_dlay. With a code, only what has this code.
 */
export async function findings(fragment: string, code?: string, input: Parameters<typeof compileText>[1] = {}): Promise<string[]> {
  const text = withSpec(fragment)
  const { diagnostics } = await compileText(text, { sql, ...input })
  const lines = text.split('\n')
  const offset = ({ line, column }: Position) => lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + column
  return diagnostics
    .filter((found) => code === undefined || found.code === code)
    .map(({ code, range }) => `${code} ${range ? text.slice(offset(range.start), offset(range.end)) : ''}`.trim())
}
