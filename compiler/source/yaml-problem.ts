import type { YAMLError } from 'yaml'
import type { Report } from '../diagnostics/report.js'
import { reservedFix, tabFix, tagFix } from '../fixes/syntax-fixes.js'
import type { SourceFile } from './source-file.js'

/** Reports the first problem that the YAML parser found; those after it are mostly consequences. */
export function reportYamlProblem(file: SourceFile, problem: YAMLError, report: Report): void {
  const length = file.text.length
  // What is missing at the end is told at the end.
  const start = Math.min(problem.pos[0], length)
  const at = { file, start, end: Math.min(Math.max(problem.pos[1], start + 1), length) }
  if (problem.code === 'TAB_AS_INDENT' || indentedByTab(file.text, start)) {
    const tab = tabBefore(file.text, start)
    report.error(
      'AF1007',
      'tabs cannot indent YAML',
      { file, start: tab, end: tab + 1 },
      { suggestion: 'Indent with spaces.', fixes: [tabFix(file)] },
    )
  } else if (problem.code === 'MULTIPLE_DOCS') {
    report.error('AF1010', 'the file holds more than one YAML document', at, {
      suggestion: 'Keep one; put others into files of their own and include them.',
    })
  } else if (problem.code === 'RESOURCE_EXHAUSTION') {
    report.error('AF1014', 'this is nested too deeply', at)
  } else if (problem.code === 'TAG_RESOLVE_FAILED') {
    report.error('AF1015', problem.message.replace(/^Unresolved tag/, 'unknown tag'), at, {
      suggestion: 'Write the value without a tag.',
      fixes: [tagFix(file, start)],
    })
  } else {
    report.error('AF1013', sentence(problem.message), at, {
      suggestion: HINTS[problem.code],
      fixes: problem.code === 'BAD_SCALAR_START' ? [reservedFix(file, start)] : [],
    })
  }
}

const HINTS: Readonly<Record<string, string>> = {
  BAD_INDENT: 'Items of one map or list begin in the same column.',
  BLOCK_IN_FLOW: 'Inside { } and [ ] use only { } and [ ].',
  MISSING_CHAR: 'A quote, bracket, colon or comma is missing here or before.',
  IMPOSSIBLE: 'Check the lines above for a missing quote or bracket.',
  BAD_SCALAR_START: 'Put the value in quotes.',
}

function sentence(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

function indentedByTab(text: string, offset: number): boolean {
  const indent = /^\s*/.exec(text.slice(lineStart(text, offset), offset + 1))
  return indent?.[0].includes('\t') ?? false
}

function tabBefore(text: string, offset: number): number {
  const tab = text.indexOf('\t', lineStart(text, offset))
  return tab === -1 ? offset : tab
}
