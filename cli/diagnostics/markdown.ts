import type { Diagnostic } from '../../schema/diagnostic.js'
import { docsOf } from '../../schema/docs.js'
import { countDiagnostics } from '../terminal/diagnostics.js'
import { type Findings, isValid, repositoryFile } from './findings.js'

/** By which a comment of an earlier run is found, to be replaced. */
const MARKER = '<!-- aifactory: diagnostics -->'

/** GitHub takes comments of up to 65,536 characters, GitLab of more. */
const MOST = 60_000

/** A comment for a pull request. Text of the file stays text: it makes no links, mentions, pictures or formulas. */
export function markdown(findings: Findings): string {
  const { diagnostics, path } = findings
  const sign = isValid(findings) ? '✔' : '✘'
  const head = [MARKER, `### ${sign} ${escaped(path)}: ${countDiagnostics(diagnostics) || 'no problems'}`, '']
  if (diagnostics.length === 0) return `${head.join('\n').trimEnd()}\n`
  const rows: string[] = []
  let length = 0
  for (const diagnostic of diagnostics) {
    const next = row(diagnostic, findings)
    length += next.length
    if (length > MOST) break
    rows.push(next)
  }
  const left = diagnostics.length - rows.length
  return [...head, '| | where | what |', '|---|---|---|', ...rows, ...(left > 0 ? ['', `And ${left} more.`] : []), ''].join('\n')
}

function row(diagnostic: Diagnostic, findings: Findings): string {
  const { code, severity, message, file, suggestion, related = [] } = diagnostic
  const where = file === undefined ? '' : place(findings, file, diagnostic.range)
  const others = related.map((other) => `${escaped(other.message)}: ${place(findings, other.file, other.range)}`)
  const what = [escaped(message), ...(suggestion === undefined ? [] : [escaped(suggestion)]), ...others].join('<br>')
  return `| ${severity === 'info' ? 'note' : severity} [${code}](${docsOf(code)}) | ${where} | ${what} |`
}

function place(findings: Findings, file: string, range: Diagnostic['range']): string {
  const at = range === undefined ? '' : `:${range.start.line + 1}:${range.start.column + 1}`
  return codeSpan(`${repositoryFile(findings, file)}${at}`)
}

/** Backslashes before what Markdown reads; a mark without width where GitHub looks for names and numbers in the text that is shown. */
export function escaped(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]<>#|~&$!]|:(?=\/\/|[\w+-]+:)|(?<=www)\./gi, '\\$&')
    .replace(/@|#(?=\d)/g, '$&\u200b')
}

/** A span of code, fenced by more backticks than it holds. */
function codeSpan(text: string): string {
  const line = oneLine(text).replaceAll('|', '\\|')
  const fence = '`'.repeat(Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length)) + 1)
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
}
