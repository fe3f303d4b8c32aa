import { CODES } from '../diagnostics/codes.js'
import { Report } from '../diagnostics/report.js'
import { shown, wanted } from '../schema/phrases.js'
import { definitionName, type SchemaNode } from '../schema/schema-document.js'
import { NOTHING_GIVEN } from '../source/given.js'
import { child, type MapNode, nodeAt, type ScalarNode, type Span, toValue } from '../source/node.js'
import { forTarget, targetNames } from '../source/targets.js'
import { columnsIn } from './column-scope.js'
import { optionText, summaryOf } from './completion/values.js'
import { belowSpec, type FactoryView, textAt } from './factory-view.js'
import { meaningAt } from './meaning.js'
import { type Named, occurrenceAt } from './occurrences.js'
import { type Place, placeAt } from './place.js'
import { branchOf, fieldsOf, schemaAt } from './schema-at.js'

export interface Hover {
  /** In Markdown. */
  readonly text: string
  readonly span: Span
}

/** What is at an offset: what it means, what it may be, and what it is in each target. */
export function hover(view: FactoryView, path: string, offset: number): Hover | undefined {
  const root = view.files.get(path)?.root
  const place = root && placeAt(root, offset)
  if (place === undefined) return undefined
  const named = occurrenceAt(view, path, offset)
  const about = named && aboutNamed(view, named.named)
  const field = aboutField(view, path, place)
  const parts = place.part === 'value' ? [about, ...(about === undefined ? field : []), aboutColumn(view, place)] : [...field, about]
  const values = valuesByTarget(view, place)
  const text = [...new Set([...parts, values])].filter((part) => part !== undefined && part !== '').join('\n\n')
  return text === '' ? undefined : { text, span: named?.span ?? place.span }
}

/** The field's name and type, what it is for, and its default; for a chosen value, what this one means. */
function aboutField(view: FactoryView, file: string, { path, part, node: value }: Place): (string | undefined)[] {
  const parents = schemaAt(view, file, path.slice(0, -1))
  const name = String(path.at(-1))
  const field = fieldsOf(parents).get(name)
  const nodes: readonly SchemaNode[] = field ? [field] : schemaAt(view, file, path)
  const [node] = nodes
  if (node === undefined) return []
  const written = value.kind === 'scalar' ? value.value : undefined
  const branch = written === undefined ? undefined : branchOf(parents, name, written)
  if (part === 'value' && branch) return [`**${written}**: ${branch.description}`]
  if (part === 'value' && node.enum && written !== undefined) {
    // An item of a list is told by what the list is for.
    const description =
      node.description ?? (typeof path.at(-1) === 'number' ? schemaAt(view, file, path.slice(0, -1))[0]?.description : undefined)
    return description === undefined ? [] : [`**${written}**: ${optionText(description, String(written))}`]
  }
  const facts = [typeOf(node), ...(node.default === undefined ? [] : [`default \`${shown(node.default)}\``])]
  if (parents.some(({ required, properties }) => required?.includes(name) && properties?.[name])) facts.push('needed')
  const own = field === undefined ? undefined : `**${name}** — ${facts.join(', ')}`
  return [[own, node.description].filter((part) => part !== undefined).join('\n\n')]
}

function typeOf(node: SchemaNode): string {
  const name = node.$ref === undefined ? '' : definitionName(node.$ref)
  return name === 'SqlExpression' ? 'an SQL expression' : wanted(node)
}

/** What a name stands for. */
function aboutNamed(view: FactoryView, { kind, name, owner }: Named): string | undefined {
  const { spec } = view
  switch (kind) {
    case 'feature': {
      const feature = child(child(child(child(spec, 'featureViews'), owner ?? ''), 'features'), name)
      const what = textAt(feature, 'expression') ?? textAt(feature, 'column') ?? (feature ? name : undefined)
      if (what === undefined) return undefined
      const aggregate = textAt(feature, 'aggregate')
      const windowed = aggregate ? `${aggregate} of \`${what}\` over ${textAt(feature, 'window') ?? 'no window'}` : `\`${what}\``
      return sentence([`**${name}**, a feature of ${owner}: ${windowed}`, textAt(feature, 'description')])
    }
    case 'column': {
      const column = columnsIn({ in: 'source', name: owner ?? '' }, view).find((one) => one.name === name)
      return column && `**${name}** — ${column.type ?? 'a column'} of source ${owner}`
    }
    case 'variable': {
      const variable = child(child(spec, 'variables'), name)
      if (variable === undefined) return undefined
      const given = variable.kind === 'map' ? child(variable, 'default') : variable
      const value = given?.kind === 'scalar' ? `default \`${shown(given.value)}\`` : 'no default'
      return sentence([`**\${var.${name}}** — ${value}`, textAt(variable, 'description')])
    }
    case 'analysis':
    case 'target':
    case 'file':
      return undefined
    default: {
      if (child(child(spec, kind), name) === undefined) return undefined
      const summary = summaryOf(view, kind, name)
      return sentence([`**${name}**${summary ? ` — ${summary}` : ''}`, textAt(spec, kind, name, 'description')])
    }
  }
}

function sentence(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('\n\n')
}

/** A metric's range, or a column that is no name of the spec. */
function aboutColumn(view: FactoryView, { path, node }: Place): string | undefined {
  const below = belowSpec(path)
  const meaning = below && meaningAt(below.path, 'value')
  if (meaning?.kind !== 'column' || node.kind !== 'scalar') return undefined
  const column = columnsIn(meaning.of, view).find(({ name }) => name === node.value)
  return column && !column.from.startsWith('source ') && !column.from.startsWith('view ')
    ? `**${column.name}** — ${column.type ?? 'a column'} of ${column.from}`
    : undefined
}

/** What the value is in each target, and which file wrote it, where this is more than what stands there. */
function valuesByTarget(view: FactoryView, { path, node }: Place): string | undefined {
  const below = belowSpec(path)
  if (below === undefined || below.path.length < 2 || node.kind !== 'scalar') return undefined
  const [first] = view.files.values()
  if (first === undefined) return undefined
  const whole = withSpec(first.root, view.spec)
  const targets = targetNames(whole)
  const found = (targets.length > 0 ? targets : [null]).flatMap((target) => {
    const merged = nodeAt(forTarget(whole, target, NOTHING_GIVEN, new Report()), ['spec', ...below.path])
    return merged?.kind === 'scalar' ? [{ target, value: shown(toValue(merged)), at: writtenAt(merged) }] : []
  })
  const written = shown(node.value)
  if (found.every(({ value }) => value === written)) return undefined
  return found.map(({ target, value, at }) => `- ${target ?? 'value'}: \`${value}\` (${place(at)})`).join('\n')
}

/** The value itself, or that of the variable that it is. */
function writtenAt({ span, filled }: ScalarNode): Span {
  return filled?.variables[0]?.given[0]?.node.span ?? span
}

function withSpec(root: MapNode, spec: MapNode): MapNode {
  const entries = new Map(root.entries)
  const written = entries.get('spec')
  if (written) entries.set('spec', { key: written.key, value: spec })
  return { ...root, entries }
}

function place({ file, start }: Span): string {
  return `${file.path}:${file.position(start).line + 1}`
}

/** What a diagnostic's code means. */
export function aboutCode(code: string): string | undefined {
  return Object.hasOwn(CODES, code) ? CODES[code as keyof typeof CODES].explanation : undefined
}
