import type { Report } from '../diagnostics/report.js'
import { readFieldPath } from './field-path.js'
import type { Given, GivenValues } from './given.js'
import { ENV_PREFIX } from './given.js'
import { type Entry, type GivenValue, type MapNode, mapNode, type Node, type ScalarNode, type Span } from './node.js'
import { parse } from './parse.js'
import { plainScalar } from './plain-scalar.js'
import { SourceFile } from './source-file.js'

/**
 * Reads what is given beside the files. Texts become what they are in YAML: numbers, true and false, and `"5"` in quotes for
 * text; `--set` takes lists and maps in brackets too. Reports AF3035 for what is no `name=value`, AF3036 for a value that a
 * variable cannot have, AF3037 for a path that cannot be set.
 */
export async function readGiven(values: GivenValues, report: Report): Promise<Given> {
  const variables = new Map<string, (GivenValue & { key: Span })[]>()
  const add = (name: string, given: GivenValue & { key: Span }) => variables.set(name, [given, ...(variables.get(name) ?? [])])
  for (const { path, text } of values.varFiles ?? []) {
    const root = await parse(new SourceFile(path, text.replace(/^\uFEFF/, '')), report)
    for (const [name, { key, value }] of root?.entries ?? []) {
      if (value.kind === 'scalar') add(name, { by: 'file', node: value, key })
      else report.error('AF3036', `${name} must be one value, not a ${value.kind}`, value.span)
    }
  }
  for (const [name, text] of Object.entries(values.env ?? {})) {
    const file = new SourceFile(name, text, 'given')
    const node = await readScalar(file, 0, report)
    if (node) add(name.slice(ENV_PREFIX.length), { by: 'env', node, key: node.span })
  }
  for (const [index, text] of (values.vars ?? []).entries()) {
    const file = new SourceFile(`--var[${index}]`, text, 'given')
    const equals = text.indexOf('=')
    if (equals < 1) {
      report.error('AF3035', '--var takes name=value', whole(file))
      continue
    }
    const node = await readScalar(file, equals + 1, report)
    if (node) add(text.slice(0, equals), { by: 'var', node, key: { file, start: 0, end: equals } })
  }
  const overrides: MapNode[] = []
  for (const [index, text] of (values.set ?? []).entries()) {
    const override = await readSet(new SourceFile(`--set[${index}]`, text, 'given'), report)
    if (override) overrides.push(override)
  }
  return { variables, overrides }
}

/** Sections that --set leaves to other options. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  variables: 'Give variables with --var name=value.',
  targets: 'Choose a target with --target; --set is applied after it.',
  include: 'Name files in spec.include.',
}

/** The document that has this one value: paths begin below spec, except those of metadata. */
async function readSet(file: SourceFile, report: Report): Promise<MapNode | undefined> {
  const { steps: read, end } = readFieldPath(file.text)
  const steps = read[0]?.name === 'spec' ? read.slice(1) : read
  const [first] = steps
  if (first === undefined || file.text[end] !== '=') {
    report.error(
      'AF3035',
      '--set takes path=value',
      { file, start: end, end: file.text.length },
      {
        suggestion: 'For example --set models.late-arrival.trainer.parameters.epochs=3.',
      },
    )
    return undefined
  }
  const elsewhere = Object.hasOwn(ELSEWHERE, first.name) ? ELSEWHERE[first.name] : undefined
  const forbidden = steps.find(({ name }) => ['__proto__', 'constructor', 'prototype', '*'].includes(name))
  if (elsewhere !== undefined || forbidden !== undefined) {
    const { name, start, end: to } = forbidden ?? first
    report.error('AF3037', `${name} cannot be set on the command line`, { file, start, end: to }, { suggestion: elsewhere })
    return undefined
  }
  const value = await readValue(file, end + 1, report)
  if (value === undefined) return undefined
  const fromRoot = first.name === 'metadata' ? steps : [{ ...first, name: 'spec' }, ...steps]
  return fromRoot.reduceRight<Node>((inner, { name, start, end }) => {
    const key = { file, start, end }
    return mapNode({ ...key, end: file.text.length }, [[name, { key, value: inner } satisfies Entry]])
  }, value) as MapNode
}

async function readScalar(file: SourceFile, from: number, report: Report): Promise<ScalarNode | undefined> {
  const value = await readValue(file, from, report)
  if (value === undefined || value.kind === 'scalar') return value
  report.error('AF3036', `a variable has one value, not a ${value.kind}`, value.span, {
    suggestion: 'Set lists and maps where they are used, with --set path=value.',
  })
  return undefined
}

/** A value as YAML has it; only what begins with a quote or bracket can be more than a plain word, so that `*` is text. */
async function readValue(file: SourceFile, from: number, report: Report): Promise<Node | undefined> {
  const text = file.text.slice(from)
  const span = { file, start: from, end: file.text.length }
  if (!/^\s*["'[{]/.test(text)) {
    const trimmed = text.trim()
    return { kind: 'scalar', span, value: trimmed === '' ? '' : (plainScalar(trimmed) ?? trimmed) }
  }
  const { parseValue } = await import('./parse-with-library.js')
  return parseValue(file, from, report)
}

function whole(file: SourceFile): Span {
  return { file, start: 0, end: file.text.length }
}
