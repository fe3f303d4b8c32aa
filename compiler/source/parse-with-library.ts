import { type Document, parseDocument } from 'yaml'
import type { Report } from '../diagnostics/report.js'
import { convert } from './convert.js'
import type { MapNode, Node } from './node.js'
import type { SourceFile } from './source-file.js'
import { reportYamlProblem } from './yaml-problem.js'

/** Parses any YAML 1.2 of the core schema. Reports AF10xx and returns undefined where the text is no map that could be worked with. */
export function parseWithLibrary(file: SourceFile, report: Report): MapNode | undefined {
  const document = parseYaml(file, report)
  if (document === undefined) return undefined
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined) {
    reportYamlProblem(file, problem, report)
    return undefined
  }
  if (document.contents === null || isNull(document.contents)) {
    report.error(
      'AF1005',
      `${file.path} is empty`,
      { file, start: 0, end: 0 },
      { suggestion: '`aifactory init` writes a file to start from.' },
    )
    return undefined
  }
  const root = convert(file, document.contents, report)
  if (root === undefined || root.kind === 'map') return root
  report.error('AF1006', `${file.path} holds a ${root.kind === 'list' ? 'list' : 'single value'} where a map is expected`, root.span)
  return undefined
}

/** One value, from a place in a text to its end. Places are those of the text. */
export function parseValue(file: SourceFile, from: number, report: Report): Node | undefined {
  const document = parseDocument(' '.repeat(from) + file.text.slice(from), OPTIONS)
  const [problem] = [...document.errors, ...document.warnings]
  if (problem === undefined) return convert(file, document.contents, report)
  reportYamlProblem(file, problem, report)
  return undefined
}

// Duplicate keys are looked for while converting: the library compares each key with each other one.
const OPTIONS = { version: '1.2', schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false } as const

function parseYaml(file: SourceFile, report: Report): Document | undefined {
  const document = parseDocument(file.text, OPTIONS)
  if (document.directives?.yaml.version !== '1.1') return document
  report.error('AF1013', 'YAML 1.1 is not read here', { file, start: 0, end: 0 }, { suggestion: 'Leave the %YAML line out.' })
  return undefined
}

function isNull(contents: unknown): boolean {
  return typeof contents === 'object' && contents !== null && 'value' in contents && contents.value === null
}
