import { suggestName } from '../diagnostics/did-you-mean.js'
import { Report } from '../diagnostics/report.js'
import { nodesAt, valueAt } from '../schema/schema-document.js'
import { type PathStep, readFieldPath } from '../source/field-path.js'
import type { Path } from '../source/node.js'
import type { SourceFile } from '../source/source-file.js'

const TOP = ['apiVersion', 'kind', 'metadata', 'spec']

/**
 * The places of a document that a path names, from its root. Paths begin below spec, unless they name metadata or spec
 * itself. Reports AF3040 for a step that is neither in the document nor in the language.
 */
export function findPaths(file: SourceFile, document: unknown, report: Report): readonly Path[] {
  const { steps, end } = readFieldPath(file.text)
  if (file.text === '') return [[]]
  if (steps.length === 0 || end < file.text.length) {
    report.error(
      'AF3040',
      `${file.text} is no path`,
      { file, start: end, end: file.text.length },
      {
        suggestion: 'For example models.late-arrival.trainer.parameters.epochs, or models.*.gates.',
      },
    )
    return []
  }
  const start: Path = TOP.includes(steps[0]?.name ?? '') ? [] : ['spec']
  return follow(start, steps, { file, document, report })
}

interface Finding {
  readonly file: SourceFile
  readonly document: unknown
  readonly report: Report
}

function follow(path: Path, [step, ...rest]: readonly PathStep[], finding: Finding): readonly Path[] {
  if (step === undefined) return [path]
  const value = valueAt(finding.document, path)
  if (step.name === '*') {
    const names = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(isMap(value) ? value : {})
    // Not every one must have what the rest of the path names.
    const one = { ...finding, report: new Report() }
    const found = names
      .flatMap((name) => follow([...path, name], rest, one))
      .filter((match) => valueAt(finding.document, match) !== undefined)
    if (found.length === 0) unknown(step, 'nothing matches * here', one.report.diagnostics[0]?.suggestion, finding)
    return found
  }
  const key = Array.isArray(value) && /^\d+$/.test(step.name) ? Number(step.name) : step.name
  if (valueAt(value, [key]) !== undefined || nodesAt([...path, key], finding.document).length > 0) {
    const isItem = Array.isArray(value) && !(Number(key) < value.length)
    const isResource = !Array.isArray(value) && valueAt(value, [key]) === undefined && !known(path, finding.document).includes(step.name)
    if (!isItem && !isResource) return follow([...path, key], rest, finding)
  }
  const names = [...new Set([...Object.keys(isMap(value) ? value : {}), ...known(path, finding.document)])]
  const hint = Array.isArray(value) ? `Its items are [0] to [${value.length - 1}].` : suggestName(step.name, names)
  unknown(step, `there is no ${step.name} here`, hint, finding)
  return []
}

function known(path: Path, document: unknown): string[] {
  return nodesAt(path, document).flatMap(({ properties }) => Object.keys(properties ?? {}))
}

function unknown({ start, end }: PathStep, message: string, suggestion: string | undefined, { file, report }: Finding): void {
  report.error('AF3040', message, { file, start, end }, { suggestion })
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
