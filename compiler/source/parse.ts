import type { Report } from '../diagnostics/report.js'
import type { MapNode } from './node.js'
import { readPlain } from './read-plain.js'
import type { SourceFile } from './source-file.js'

/** Largest file that is read, in UTF-8 bytes. */
export const MAX_FILE_BYTES = 1024 * 1024

/** Reads one file, as `parse` does. One that remembers what it read may give the same nodes again. */
export type Parser = (file: SourceFile, report: Report) => Promise<MapNode | undefined>

/**
 * Parses one file as YAML 1.2 with the core schema. Reports AF10xx and returns undefined where the text is no map that
 * could be worked with.
 */
export async function parse(file: SourceFile, report: Report): Promise<MapNode | undefined> {
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
  const plain = readPlain(file)
  const tree = plain ?? (await import('./parse-with-library.js')).parseWithLibrary(file, report)
  if (tree !== undefined) file.tree = tree
  return tree
}

/** Control characters that YAML forbids, and the mark that decoders leave in place of bytes that are no UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNTEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/
