import { METRICS, metricFacts } from '../../rules/metric-ranges.js'
import { phraseOf } from '../../schema/phrases.js'
import { resolved, type SchemaNode } from '../../schema/schema-document.js'
import { child, type Path } from '../../source/node.js'
import { DIRECTIVES, PATCH } from '../../source/patch.js'
import { columnsIn } from '../column-scope.js'
import type { Cursor } from '../cursor.js'
import { belowSpec, type FactoryView, namesAt, textAt, textsAt } from '../factory-view.js'
import { type Meaning, meaningAt } from '../meaning.js'
import { alternatives, branchOf, fieldsOf, schemaAt } from '../schema-at.js'
import { itemText } from './field-text.js'
import { type Completion, literal } from './item.js'

const PATCHES = { replace: 'Nothing of what it overrides is kept.', delete: 'What it overrides is removed.' } as const

/** The values that may be written at a path. */
export function valueCompletions(view: FactoryView, file: string, cursor: Cursor): Completion[] {
  const { path } = cursor
  const below = belowSpec(path)
  if (below?.target !== undefined && path.at(-1) === PATCH) return DIRECTIVES.map((directive) => value(directive, PATCHES[directive]))
  const meaning = below && meaningAt(below.path, 'value')
  const nodes = valueSchemas(view, file, path)
  const meant = meaning ? meantCompletions(view, meaning, cursor) : []
  const wholes = meant.length > 0 ? [] : nodes.flatMap((node) => schemaValues(node, view, file, path))
  return [...meant, ...wholes, ...variableValues(view, meaning), ...itemSnippets(nodes, cursor)]
}

/** What the schema says of a value; the field that chooses between alternatives has those of all. */
export function valueSchemas(view: FactoryView, file: string, path: Path): readonly SchemaNode[] {
  const own = fieldsOf(schemaAt(view, file, path.slice(0, -1))).get(String(path.at(-1)))
  return own ? [own, ...alternatives(own)] : schemaAt(view, file, path)
}

function schemaValues(node: SchemaNode, view: FactoryView, file: string, path: Path): Completion[] {
  if (node.const !== undefined) return [value(String(node.const), node.description)]
  if (node.enum) {
    const holder = schemaAt(view, file, path.slice(0, -1))
    return node.enum.map((option) => {
      const text = String(option)
      const branch = branchOf(holder, String(path.at(-1)), option)
      return {
        ...value(text, branch?.description ?? optionText(node.description, text)),
        ...(option === node.default && { detail: 'default' }),
      }
    })
  }
  if (node.type === 'boolean')
    return ['true', 'false'].map((text) => ({ ...value(text), ...(text === String(node.default) && { detail: 'default' }) }))
  const shown = [...(node.default !== undefined ? [node.default] : []), ...(node.examples ?? [])].filter(
    (example) => typeof example !== 'object',
  )
  if (phraseOf(node) === 'a name of letters, digits and underscores that begins with no digit') return []
  return [...new Set(shown)].map((example) => ({
    ...value(String(example), node.description),
    detail: example === node.default ? 'default' : 'example',
  }))
}

/** The part of `psi: population stability index; ks: ...` that is about one option. */
export function optionText(description: string | undefined, option: string): string | undefined {
  const own = description?.split(/[;.] */).find((part) => part.startsWith(`${option}: `) || part.startsWith(`${option} `))
  return own?.replace(`${option}: `, '') ?? description
}

function value(text: string, documentation?: string): Completion {
  return { label: text, kind: 'value', documentation, insert: text, isSnippet: false }
}

/** Text that stands for something else, by what it stands for. */
function meantCompletions(view: FactoryView, meaning: Meaning, cursor: Cursor): Completion[] {
  const { spec } = view
  switch (meaning.kind) {
    case 'name': {
      const names = namesAt(spec, meaning.section)
      return names.map((name) => ({ ...named(name), detail: summaryOf(view, meaning.section, name) }))
    }
    case 'feature':
      return namesAt(spec, 'featureViews').flatMap((name) => [
        { ...named(quoted(`${name}:*`, cursor)), label: `${name}:*`, detail: 'every feature of the view' },
        ...namesAt(spec, 'featureViews', name, 'features').map((feature) => ({
          ...named(`${name}:${feature}`),
          documentation: textAt(spec, 'featureViews', name, 'features', feature, 'description'),
        })),
      ])
    case 'analysis':
      return namesAt(spec, 'endpoints', meaning.endpoint, 'rollout', 'analysis').map(named)
    case 'queue':
      return textsAt(spec, 'platform', 'queues').map(named)
    case 'column':
    case 'sql': {
      const columns = columnsIn(meaning.of, view).map(({ name, type, from }) => ({
        ...value(meaning.kind === 'sql' && !/^[A-Za-z_]\w*$/.test(name) ? `"${name}"` : name),
        label: name,
        kind: 'column' as const,
        detail: `${type ?? 'column'} of ${from}`,
      }))
      return meaning.kind === 'column' && meaning.of.in === 'monitor' && cursor.path.at(-1) === 'columns' ? [] : columns
    }
    case 'metric':
      return metricNames(view, meaning).map((name) => ({ ...value(name), documentation: rangeOf(name) }))
    case 'include':
      return []
  }
}

function named(name: string): Completion {
  return { label: name, kind: 'reference', insert: name, isSnippet: false }
}

/** A star would begin an alias where YAML reads it. */
function quoted(text: string, cursor: Cursor): string {
  return cursor.quote === undefined ? `"${text}"` : text
}

const LIVE_ONLY = ['prediction_psi', 'prediction_churn', 'prediction_difference', 'error_rate', 'latency_p50', 'latency_p95', 'latency_p99']
const LIVE = ['roc_auc', 'pr_auc', 'log_loss', 'brier', 'accuracy', 'ece', 'mae', 'rmse']

/** The metrics that are defined for the model's task. */
function metricNames({ spec }: FactoryView, { model, endpoint, live }: Extract<Meaning, { kind: 'metric' }>): readonly string[] {
  const monitored = endpoint?.startsWith('monitor:') ? textAt(spec, 'monitors', endpoint.slice('monitor:'.length), 'endpoint') : endpoint
  const task = textAt(spec, 'models', model ?? textAt(spec, 'endpoints', monitored ?? '', 'model') ?? '', 'task')
  const known = live ? LIVE : Object.keys(METRICS)
  const fitting = known.filter((name) => task === undefined || metricFacts(name)?.tasks.includes(task))
  return live ? [...LIVE_ONLY, ...fitting] : fitting
}

function rangeOf(metric: string): string | undefined {
  const facts = metricFacts(metric)
  if (facts === undefined) return undefined
  const most = facts.most === Number.POSITIVE_INFINITY ? 'with no upper limit' : `to ${facts.most}`
  return `${facts.least === Number.NEGATIVE_INFINITY ? 'Any number' : `From ${facts.least}`} ${most}; for ${facts.tasks.join(', ')}.`
}

/** What something is, in a few words. */
export function summaryOf({ spec }: FactoryView, section: string, name: string): string | undefined {
  const node = child(child(spec, section), name)
  const facts: Readonly<Record<string, readonly string[]>> = {
    sources: ['format', 'path'],
    featureViews: ['source'],
    datasets: ['source'],
    models: ['task'],
    endpoints: ['model'],
    monitors: ['endpoint'],
  }
  const parts = (facts[section] ?? []).flatMap((field) => textAt(node, field) ?? [])
  if (section === 'entities') parts.push(`by ${textsAt(node, 'joinKeys').join(', ')}`)
  return parts.length > 0 ? parts.join(' ') : undefined
}

/** Variables may stand for any value, though not for a name that others refer to. */
function variableValues({ spec }: FactoryView, meaning: Meaning | undefined): Completion[] {
  if (meaning?.kind === 'include' || meaning?.kind === 'sql') return []
  return namesAt(spec, 'variables').map((name) => ({
    label: `\${var.${name}}`,
    kind: 'variable',
    documentation: textAt(spec, 'variables', name, 'description'),
    insert: `"\${var.${name}}"`,
    isSnippet: false,
  }))
}

/** A whole item where a list is begun. */
function itemSnippets(nodes: readonly SchemaNode[], cursor: Cursor): Completion[] {
  if (cursor.role !== 'either') return []
  return nodes.flatMap((node) => {
    const items = node.items && resolved(node.items)
    const text = items && itemText(items, cursor)
    return text === undefined
      ? []
      : [{ label: '- new item', kind: 'snippet' as const, documentation: items?.description, insert: `- ${text}`, isSnippet: true }]
  })
}

/** Variables within `${var.`, whatever stands around it. */
export function variableNames({ spec }: FactoryView, closed: boolean): Completion[] {
  return namesAt(spec, 'variables').map((name) => ({
    label: name,
    kind: 'variable',
    documentation: textAt(spec, 'variables', name, 'description'),
    insert: literal(name) + (closed ? '' : '\\}'),
    isSnippet: true,
  }))
}
