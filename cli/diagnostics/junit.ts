import type { Diagnostic } from '../../schema/diagnostic.js'
import { type Findings, repositoryFile } from './findings.js'

/**
 * For what collects test results. Each file is a suite and each problem a case of it, which fails for an error; a file
 * without problems is one case that passes.
 */
export function junit(findings: Findings): string {
  const files = new Map<string, Diagnostic[]>()
  for (const diagnostic of findings.diagnostics) {
    const file = diagnostic.file === undefined ? findings.path : repositoryFile(findings, diagnostic.file)
    files.set(file, [...(files.get(file) ?? []), diagnostic])
  }
  if (files.size === 0) files.set(findings.path, [])
  const suites = [...files].map(([file, diagnostics]) => suite(file, diagnostics))
  const failures = findings.diagnostics.filter(isFailure).length
  const tests = Math.max(1, findings.diagnostics.length)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="aifactory validate" tests="${tests}" failures="${failures}" errors="0">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n')
}

function suite(file: string, diagnostics: readonly Diagnostic[]): string {
  const failures = diagnostics.filter(isFailure).length
  const cases =
    diagnostics.length === 0
      ? [`    <testcase name="no problems" classname="${attribute(file)}" time="0"/>`]
      : diagnostics.map((diagnostic) => testCase(file, diagnostic))
  return [
    `  <testsuite name="${attribute(file)}" tests="${Math.max(1, diagnostics.length)}" failures="${failures}" errors="0" skipped="0" time="0">`,
    ...cases,
    '  </testsuite>',
  ].join('\n')
}

function testCase(file: string, diagnostic: Diagnostic): string {
  const { code, severity, message, range, suggestion, related = [] } = diagnostic
  const at = range ? `${file}:${range.start.line + 1}:${range.start.column + 1}` : file
  const name = range ? `${code} at ${range.start.line + 1}:${range.start.column + 1}` : code
  const details = [
    `${at}: ${severity} ${code}: ${message}`,
    ...(suggestion === undefined ? [] : [suggestion]),
    ...related.map((other) => `${other.file}:${other.range.start.line + 1}:${other.range.start.column + 1}: ${other.message}`),
  ].join('\n')
  const head = `    <testcase name="${attribute(name)}" classname="${attribute(file)}" time="0">`
  const body = isFailure(diagnostic)
    ? `      <failure message="${attribute(message)}" type="${code}">${content(details)}</failure>`
    : `      <system-out>${content(details)}</system-out>`
  return [head, body, '    </testcase>'].join('\n')
}

function isFailure({ severity }: Diagnostic): boolean {
  return severity === 'error'
}

function attribute(text: string): string {
  return content(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')
}

/** XML 1.0 has no form for most control characters and for half of a surrogate pair, not even escaped. */
function content(text: string): string {
  return (
    text
      .replace(/\p{Surrogate}/gu, '\ufffd')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('\r', '&#13;')
  )
}
