import { wanted } from '../../schema/phrases.js'
import { resolved, type SchemaNode } from '../../schema/schema-document.js'
import { nodeAt, type Path } from '../../source/node.js'
import { DIRECTIVES, PATCH } from '../../source/patch.js'
import { columnsIn } from '../column-scope.js'
import type { Cursor } from '../cursor.js'
import { belowSpec, type FactoryView, namesAt } from '../factory-view.js'
import { meaningAt } from '../meaning.js'
import { branchOf, fieldsOf, schemaAt } from '../schema-at.js'
import { entryText, fieldText } from './field-text.js'
import { type Completion, literal } from './item.js'

/** The keys that may be written into the map at a path: fields of the schema, or names that are known. */
export function keyCompletions(view: FactoryView, file: string, cursor: Cursor): Completion[] {
  const { path } = cursor
  const root = view.files.get(file)?.root
  const map = root && nodeAt(root, path)
  const written = new Set(map?.kind === 'map' ? [...map.entries].filter(([, { key }]) => !covers(key, cursor)).map(([name]) => name) : [])
  const nodes = schemaAt(view, file, path)
  const needed = new Set(nodes.flatMap(({ required = [], properties = {} }) => required.filter((name) => Object.hasOwn(properties, name))))
  const fields = [...fieldsOf(nodes)].map(([name, node]) => fieldCompletion(name, node, needed.has(name), cursor))
  const oneOnly = nodes.some((node) => node.maxProperties === 1) && written.size > 0
  const names = nameCompletions(view, path, nodes, cursor)
  return [...(oneOnly ? [] : fields), ...expectationSnippets(nodes, cursor, written), ...names, ...patchCompletions(cursor)].filter(
    ({ label }) => !written.has(label),
  )
}

function covers({ start, end }: { start: number; end: number }, cursor: Cursor): boolean {
  return start <= cursor.start && cursor.end <= end
}

function fieldCompletion(name: string, node: SchemaNode, isNeeded: boolean, cursor: Cursor): Completion {
  return {
    label: name,
    kind: 'field',
    detail: detailOf(node, isNeeded),
    documentation: node.description,
    insert: cursor.hasColon ? literal(name) : fieldText(name, node, cursor),
    isSnippet: true,
    preferred: isNeeded,
  }
}

/** `a duration such as 5m, default 7d`. */
export function detailOf(node: SchemaNode, isNeeded: boolean): string {
  const parts = [wanted(node)]
  if (isNeeded) parts.push('needed')
  if (node.default !== undefined) parts.push(`default ${typeof node.default === 'string' ? node.default : JSON.stringify(node.default)}`)
  return parts.join(', ')
}

/** Whole expectations and trainers, where their kind is not chosen yet. */
function expectationSnippets(nodes: readonly SchemaNode[], cursor: Cursor, written: ReadonlySet<string>): Completion[] {
  if (written.size > 0 || cursor.hasColon) return []
  return nodes.flatMap((node) => {
    const tag = node.discriminator?.propertyName
    if (tag === undefined) return []
    const values = fieldsOf([node]).get(tag)?.enum ?? []
    return values.flatMap((value) => {
      const branch = branchOf([node], tag, value)
      if (branch === undefined) return []
      const text = fieldText('x', { ...branch, type: 'object' }, { flow: true, indent: 0 })
      const fields = text.slice('x: { '.length, -' }'.length)
      const insert = cursor.flow ? fields : fields.replaceAll(/, (?=[A-Za-z]+: )/g, `\n${' '.repeat(cursor.indent)}`)
      return [{ label: `${tag}: ${value}`, kind: 'snippet' as const, documentation: branch.description, insert, isSnippet: true }]
    })
  })
}

/** In an override, whatever it overrides may be replaced or removed as a whole. */
function patchCompletions({ path, hasColon }: Cursor): Completion[] {
  const below = belowSpec([...path, ''])
  if (below?.target === undefined || below.path.length < 3) return []
  const documentation = 'replace: nothing of what it overrides is kept. delete: it is removed.'
  const insert = hasColon ? literal(PATCH) : `${literal(PATCH)}: \${1|${DIRECTIVES.join(',')}|}`
  return [{ label: PATCH, kind: 'field', detail: DIRECTIVES.join(' or '), documentation, insert, isSnippet: true }]
}

/** Keys that are names: of columns, of what a target overrides, of variables, or new ones. */
function nameCompletions(view: FactoryView, path: Path, nodes: readonly SchemaNode[], cursor: Cursor): Completion[] {
  const below = belowSpec([...path, ''])
  if (below === undefined) return []
  const target = below.target
  const place = below.path.slice(0, -1)
  const entry = nodes.map(({ additionalProperties }) => additionalProperties).find((found) => typeof found === 'object')
  const item = (label: string, detail: string | undefined, kind: Completion['kind']): Completion => {
    const text = fieldText(label, entry ? resolved(entry) : {}, cursor)
    return { label, kind, detail, insert: cursor.hasColon ? literal(label) : emptied(text, kind), isSnippet: true }
  }
  const completions: Completion[] = []
  if (target !== undefined) {
    const named = place[0] === 'variables' || place.length === 1 || (place[0] === 'featureViews' && place.length === 3)
    if (named) completions.push(...namesAt(view.spec, ...place).map((name) => item(name, undefined, 'reference')))
  } else {
    const meaning = meaningAt([...place, ''], 'key')
    if (meaning?.kind === 'column')
      completions.push(...columnsIn(meaning.of, view).map(({ name, type, from }) => item(name, `${type ?? 'column'} of ${from}`, 'column')))
    if (entry && place.length <= 3 && !cursor.hasColon) {
      const insert = entryText(resolved(entry), cursor)
      completions.push({ label: 'new entry', kind: 'snippet', documentation: resolved(entry).description, insert, isSnippet: true })
    }
  }
  return completions
}

/** A feature that is a column needs no more than its name. */
function emptied(text: string, kind: Completion['kind']): string {
  return kind === 'column' && /:(\n *| \{ )\$1/.test(text) ? text.replace(/:(\n *| \{ )\$1.*$/s, ': {}') : text
}
