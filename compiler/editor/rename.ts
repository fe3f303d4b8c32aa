import { wanted } from '../schema/phrases.js'
import { nodesAt, resolved, type SchemaNode } from '../schema/schema-document.js'
import { type MapNode, nodeAt, type Span } from '../source/node.js'
import type { FactoryView } from './factory-view.js'
import { type Named, occurrenceAt, occurrences, sameName } from './occurrences.js'

export type Renaming = { readonly edits: readonly { readonly at: Span; readonly newText: string }[] } | { readonly refused: string }

/** What would be renamed at an offset, or why nothing can be. */
export function renameable(
  view: FactoryView,
  path: string,
  offset: number,
): { readonly at: Span; readonly name: string } | { readonly refused: string } {
  const here = occurrenceAt(view, path, offset)
  if (here === undefined) return { refused: 'Nothing here has a name that could be changed.' }
  const { named, span } = here
  if (named.kind === 'file') return { refused: 'Rename the file itself, and then what includes it.' }
  if (named.kind === 'column') return { refused: `${named.name} is a column of the data: its name is changed there.` }
  if (!sameName(view, named).some(({ role }) => role === 'definition'))
    return { refused: `There is no ${NOUNS[named.kind]} "${named.name}".` }
  return { at: span, name: named.name }
}

/** Renames what is named at an offset, wherever it is named. Refused for a name that is taken, or that is no name. */
export function rename(view: FactoryView, path: string, offset: number, newName: string): Renaming {
  const what = renameable(view, path, offset)
  const named = occurrenceAt(view, path, offset)?.named
  if ('refused' in what) return what
  if (named === undefined || newName === named.name) return { edits: [] }
  const problem = nameProblem(named, newName)
  if (problem !== undefined) return { refused: problem }
  const clash = occurrences(view).some(
    ({ named: other, role }) => role === 'definition' && other.kind === named.kind && other.name === newName && other.owner === named.owner,
  )
  if (clash) return { refused: `There is a ${NOUNS[named.kind]} "${newName}" already.` }
  const places = sameName(view, named).map(({ span }) => ({ at: span, newText: newName }))
  return { edits: [...places, ...ownColumn(view, named)] }
}

const NOUNS: Readonly<Record<Named['kind'], string>> = {
  sources: 'source',
  entities: 'entity',
  featureViews: 'feature view',
  datasets: 'dataset',
  models: 'model',
  endpoints: 'endpoint',
  monitors: 'monitor',
  feature: 'feature',
  analysis: 'rollout analysis',
  variable: 'variable',
  target: 'target',
  column: 'column',
  file: 'file',
}

/** Where the schema says what a name may be: the maps that have it as a key. */
const KEYS: Readonly<Partial<Record<Named['kind'], readonly string[]>>> = {
  feature: ['featureViews', 'v', 'features'],
  analysis: ['endpoints', 'e', 'rollout', 'analysis'],
  variable: ['variables'],
  target: ['targets'],
}

function nameProblem({ kind }: Named, name: string): string | undefined {
  const path = ['spec', ...(KEYS[kind] ?? [kind])]
  const rule: SchemaNode | undefined = nodesAt(path, {})
    .map(({ propertyNames }) => propertyNames && resolved(propertyNames))
    .find((found) => found)
  if (rule?.pattern !== undefined && !new RegExp(rule.pattern).test(name)) return `A ${NOUNS[kind]} needs ${wanted(rule)}.`
  if (rule?.maxLength !== undefined && name.length > rule.maxLength) return `A name has at most ${rule.maxLength} characters.`
  return undefined
}

/** A feature that is the column of its name would become another column: it goes on with the one that it has. */
function ownColumn(view: FactoryView, { kind, name, owner = '' }: Named): { at: Span; newText: string }[] {
  if (kind !== 'feature') return []
  for (const { root } of view.files.values()) {
    const definition = sameName(view, { kind, name, owner }).find(({ role, span }) => role === 'definition' && span.file === root.span.file)
    const feature = definition && featureNode(root, owner, name)
    if (feature === undefined) continue
    if (feature.entries.has('column') || feature.entries.has('expression') || feature.entries.has('aggregate')) return []
    const { span } = feature
    const written = span.file.text.slice(span.start, span.end)
    if (!written.startsWith('{')) return []
    const rest = feature.entries.size > 0 ? ',' : ' }'
    const end = feature.entries.size > 0 ? span.start + 1 : span.end
    return [{ at: { file: span.file, start: span.start, end }, newText: `{ column: ${name}${rest}` }]
  }
  return []
}

function featureNode(root: MapNode, view: string, name: string): MapNode | undefined {
  const node = nodeAt(root, ['spec', 'featureViews', view, 'features', name])
  return node?.kind === 'map' ? node : undefined
}
