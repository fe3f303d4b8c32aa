import { createHash } from 'node:crypto'
import { CODES, type CodeEntry } from '../../compiler/diagnostics/codes.js'
import packageFile from '../../package.json' with { type: 'json' }
import type { Fix, Range } from '../../schema/diagnostic.js'
import { docsOf } from '../../schema/docs.js'
import { PROBLEMS } from '../../schema/problems/problems.js'
import { type Findings, lineOf, repositoryFile } from './findings.js'

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const

/** SARIF 2.1.0 (OASIS), for code scanning. Paths are relative to the root of the repository, columns count UTF-16 units. */
export function sarif(findings: Findings): string {
  const { diagnostics } = findings
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort()
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'aifactory',
            version: packageFile.version,
            semanticVersion: packageFile.version,
            informationUri: docsOf('README'),
            rules: codes.map(ruleOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository.' } } },
        invocations: [{ executionSuccessful: true }],
        results: resultsOf(findings, codes),
      },
    ],
  }
  return `${JSON.stringify(log, undefined, 2)}\n`
}

function ruleOf(code: string) {
  const compiler: Readonly<Record<string, CodeEntry>> = CODES
  const entry = Object.hasOwn(compiler, code) ? compiler[code] : undefined
  const problem = Object.hasOwn(PROBLEMS, code)
    ? (PROBLEMS as Readonly<Record<string, { title: string; meaning: string }>>)[code]
    : undefined
  const title = entry?.title ?? problem?.title ?? code
  return {
    id: code,
    name: pascalCase(title),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: entry?.explanation ?? problem?.meaning ?? title },
    helpUri: docsOf(code),
    help: { text: `${entry?.explanation ?? problem?.meaning ?? title} See ${docsOf(code)}` },
    defaultConfiguration: { level: LEVELS[entry?.severity ?? 'error'] },
  }
}

/** An identifier, as SARIF asks for in a rule's name: UnknownField. */
function pascalCase(title: string): string {
  const words = title.match(/[A-Za-z0-9]+/g) ?? []
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function resultsOf(findings: Findings, codes: readonly string[]) {
  const seen = new Map<string, number>()
  return findings.diagnostics.map((diagnostic) => {
    const { code, severity, message, suggestion, related = [], fixes = [], range } = diagnostic
    const file = diagnostic.file ?? 'aifactory.yaml'
    const line = `${code} ${repositoryFile(findings, file)} ${(lineOf(findings, file, range?.start.line ?? 0) ?? '').trim()}`
    const count = seen.get(line) ?? 0
    seen.set(line, count + 1)
    return {
      ruleId: code,
      ruleIndex: codes.indexOf(code),
      level: LEVELS[severity],
      message: { text: suggestion === undefined ? ended(message) : `${ended(message)} ${suggestion}` },
      locations: [{ physicalLocation: physical(findings, file, range) }],
      ...(related.length > 0 && {
        relatedLocations: related.map((other, index) => ({
          id: index + 1,
          message: { text: other.message },
          physicalLocation: physical(findings, other.file, other.range),
        })),
      }),
      // A line keeps its fingerprint when lines above it change.
      partialFingerprints: { 'aifactoryLine/v1': createHash('sha256').update(`${line} ${count}`).digest('hex').slice(0, 32) },
      ...(fixes.length > 0 && { fixes: fixes.map((fix) => fixOf(findings, fix)) }),
    }
  })
}

function fixOf(findings: Findings, { title, edits }: Fix) {
  const files = [...new Set(edits.map(({ file }) => file))]
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifact(findings, file),
      replacements: edits
        .filter((edit) => edit.file === file)
        .map(({ range, newText }) => ({ deletedRegion: region(range), insertedContent: { text: newText } })),
    })),
  }
}

function physical(findings: Findings, file: string, range: Range | undefined) {
  const snippet = range && lineOf(findings, file, range.start.line)
  return {
    artifactLocation: artifact(findings, file),
    ...(range && { region: region(range) }),
    ...(range && snippet && { contextRegion: { startLine: range.start.line + 1, snippet: { text: snippet } } }),
  }
}

function artifact(findings: Findings, file: string) {
  return { uri: repositoryFile(findings, file).split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' }
}

/** Lines and columns from 1, the end excluded. */
function region({ start, end }: Range) {
  return { startLine: start.line + 1, startColumn: start.column + 1, endLine: end.line + 1, endColumn: end.column + 1 }
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}
