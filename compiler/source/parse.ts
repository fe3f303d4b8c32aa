import { type Document, parseDocument } from 'yaml'
import type { Report } from '../diagnostics/report.js'
import { convert } from './convert.js'
import type { MapNode } from './node.js'
import type { SourceFile } from './source-file.js'
import { reportYamlProblem } from './yaml-problem.js'

/** Largest file that is read, in UTF-8 bytes. */
export const MAX_FILE_BYTES = 1024 * 1024

/**
 * Parses one file as YAML 1.2 with the core schema. Reports AF10xx and returns undefined where the text is no map that
 * could be worked with.
 */
export function parse(file: SourceFile, report: Report): MapNode | undefined {
  const whole = { file, start: 0, end: 0 }
  if (file.text.length > MAX_FILE_BYTES) {
    report.error('AF1003', `${file.path} is larger than 1 MiB`, whole, { suggestion: 'Keep data out of it, and split it with include.' })
    return undefined
  }
  const binary = file.text.search(UNTEXT)
  if (binary !== -1) {
    report.error('AF1004', `${file.path} is not UTF-8 text`, { file, start: binary, end: binary + 1 }, { suggestion: 'Save it as UTF-8.' })
    return undefined
  }
  const document = parseYaml(file, report)
  if (document === undefined) return undefined
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined) {
    reportYamlProblem(file, problem, report)
    return undefined
  }
  if (document.contents === null || isNull(document.contents)) {
    report.error('AF1005', `${file.path} is empty`, whole, { suggestion: '`aifactory init` writes a file to start from.' })
    return undefined
  }
  const root = convert(file, document.contents, report)
  if (root === undefined || root.kind === 'map') return root
  report.error('AF1006', `${file.path} holds a ${root.kind === 'list' ? 'list' : 'single value'} where a map is expected`, root.span)
  return undefined
}

/** Control characters that YAML forbids, and the mark that decoders leave in place of bytes that are no UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNTEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/

function parseYaml(file: SourceFile, report: Report): Document | undefined {
  // Duplicate keys are looked for while converting: the library compares each key with each other one.
  const document = parseDocument(file.text, { version: '1.2', schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false })
  if (document.directives?.yaml.version !== '1.1') return document
  report.error('AF1013', 'YAML 1.1 is not read here', { file, start: 0, end: 0 }, { suggestion: 'Leave the %YAML line out.' })
  return undefined
}

function isNull(contents: unknown): boolean {
  return typeof contents === 'object' && contents !== null && 'value' in contents && contents.value === null
}
