import type { Diagnostic } from '../../schema/diagnostic.js'
import { countDiagnostics } from '../terminal/diagnostics.js'
import { type Findings, repositoryFile } from './findings.js'

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const

/** Commands of GitHub's workflows, which become annotations of a pull request; then a line for the log. */
export function github(findings: Findings): string {
  const { diagnostics, path } = findings
  const lines = diagnostics.map((diagnostic) => annotation(diagnostic, findings))
  return `${[...lines, escapeData(`${path}: ${countDiagnostics(diagnostics) || 'no problems'}`)].join('\n')}\n`
}

function annotation(diagnostic: Diagnostic, findings: Findings): string {
  const { code, severity, file } = diagnostic
  const properties = {
    ...(file !== undefined && { file: repositoryFile(findings, file) }),
    ...(file !== undefined && diagnostic.range && place(diagnostic.range)),
    title: code,
  }
  const listed = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
  return `::${COMMANDS[severity]} ${listed.join(',')}::${escapeData(text(diagnostic, findings))}`
}

/** Lines and columns from 1, the last column included. */
function place({ start, end }: NonNullable<Diagnostic['range']>): Readonly<Record<string, number>> {
  const lines = { line: start.line + 1, endLine: end.line + 1 }
  // GitHub refuses columns of a range over several lines.
  return start.line === end.line ? { ...lines, col: start.column + 1, endColumn: Math.max(end.column, start.column + 1) } : lines
}

function text({ message, suggestion, related = [] }: Diagnostic, findings: Findings): string {
  const others = related.map(
    (other) => `${other.message}: ${repositoryFile(findings, other.file)}:${other.range.start.line + 1}:${other.range.start.column + 1}`,
  )
  return [message, ...(suggestion === undefined ? [] : [suggestion]), ...others].join('\n')
}

function escapeData(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(value: string): string {
  return escapeData(value).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
