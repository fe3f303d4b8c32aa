import { github } from '../../cli/diagnostics/github.js'
import { json } from '../../cli/diagnostics/json.js'
import { junit } from '../../cli/diagnostics/junit.js'
import { markdown } from '../../cli/diagnostics/markdown.js'
import { pretty } from '../../cli/diagnostics/pretty.js'
import { sarif } from '../../cli/diagnostics/sarif.js'
import { cachedAnalyzer } from '../../cli/sql/cached-analyzer.js'
import { touch } from '../../compiler/fixes/edits.js'
import { fixAll, isNoWorse } from '../../compiler/fixes/fix-all.js'
import type { FileReader } from '../../compiler/source/file-reader.js'
import { memoryFiles } from '../../compiler/testing/compile-text.js'
import { validate } from '../../compiler/validate.js'
import type { Diagnostic, Position, Range } from '../../schema/diagnostic.js'
import type { Files } from './documents.js'

/** With FUZZ_SQL=1 the database looks at expressions, which takes several times as long. */
const sql =
  process.env.FUZZ_SQL === '1'
    ? cachedAnalyzer({
        folder: undefined,
        load: async () => (await import('../../compiler/sql/duckdb/duckdb-analyzer.js')).duckDbAnalyzer(),
      })
    : undefined

/** What a factory was found to do wrong, thrown by the checks below. */
class Broken extends Error {}

/** Validates a factory and holds what is said to what is promised: it ends, always alike, with places inside the files. */
export async function holds(files: Files, thorough: boolean): Promise<readonly Diagnostic[]> {
  const diagnostics = await check(memoryFiles(files))
  const again = await check(memoryFiles(files))
  if (JSON.stringify(again) !== JSON.stringify(diagnostics)) throw new Broken('two runs differ')
  for (const diagnostic of diagnostics) {
    checkPlaces(diagnostic, files)
    checkFixes(diagnostic, files)
  }
  if (thorough) {
    checkFormats(diagnostics, files)
    await checkFixing(files, diagnostics)
  }
  return diagnostics
}

async function check(files: FileReader): Promise<readonly Diagnostic[]> {
  return (await validate({ files, platform: 'embedded', sql })).diagnostics
}

function checkPlaces({ code, file, range, related = [] }: Diagnostic, files: Files): void {
  if (/^AF[1-5]/.test(code) && (file === undefined || range === undefined)) throw new Broken(`${code} has no place`)
  if (file !== undefined && range !== undefined) checkRange(code, file, range, files)
  for (const other of related) checkRange(`${code}, related`, other.file, other.range, files)
}

function checkRange(what: string, file: string, { start, end }: Range, files: Files): void {
  const text = files[file]?.replace(/^\uFEFF/, '')
  if (text === undefined) throw new Broken(`${what}: there is no file ${file}`)
  const lines = text.split('\n')
  for (const { line, column } of [start, end]) {
    const length = lines[line]?.length
    if (length === undefined || column < 0 || column > length) throw new Broken(`${what}: ${line}:${column} is outside of ${file}`)
  }
  if (compare(start, end) > 0) throw new Broken(`${what}: the end comes before the start`)
}

function checkFixes({ code, fixes = [] }: Diagnostic, files: Files): void {
  for (const { title, edits } of fixes) {
    if (title === '' || edits.length === 0) throw new Broken(`${code}: a fix that does nothing`)
    for (const [index, one] of edits.entries()) {
      checkRange(`${code}, ${title}`, one.file, one.range, files)
      if (edits.slice(index + 1).some((other) => touch(one, other))) throw new Broken(`${code}, ${title}: edits overlap`)
    }
  }
}

function checkFormats(diagnostics: readonly Diagnostic[], files: Files): void {
  const findings = { diagnostics, texts: new Map(Object.entries(files)), path: '.', folder: 'a', targets: [null] }
  for (const format of [github, json, junit, markdown, sarif]) if (format(findings) === '') throw new Broken('nothing is printed')
  pretty(findings, { colour: true, links: true })
}

async function checkFixing(files: Files, before: readonly Diagnostic[]): Promise<void> {
  for (const unsafe of [false, true]) {
    const result = await fixAll({ files: memoryFiles(files), validate: check, unsafe })
    if (!isNoWorse(result.diagnostics, before)) throw new Broken('fixing adds errors')
    const changed = { ...files, ...Object.fromEntries(result.texts) }
    const found = await check(memoryFiles(changed))
    if (JSON.stringify(found) !== JSON.stringify(result.diagnostics)) throw new Broken('what is left is not what was said')
  }
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column
}
