import { canonicalJson } from '../../schema/digest.js'
import type { Factory } from './factory.js'

/** How one resource of a factory differs between two revisions. */
export interface FactoryChange {
  /** kind/name such as model/late-arrival; or factory, pipeline, platform or notifications. */
  readonly id: string
  readonly kind: 'added' | 'changed' | 'removed'
  /** Fields of the resolved definition, by path. For what is added or removed, all of them. */
  readonly fields: readonly FieldChange[]
}

export interface FieldChange {
  /** Such as gates.metrics[0].min. */
  readonly path: string
  /** Undefined where there was none. */
  readonly before: unknown
  readonly after: unknown
}

/** What differs, sorted by id, then path. A resource that is only built from one that changed is not itself changed. */
export function planChanges(before: Factory | undefined, after: Factory): FactoryChange[] {
  const old = before ? definitions(before) : new Map<string, unknown>()
  const current = definitions(after)
  const ids = [...new Set([...old.keys(), ...current.keys()])].sort()
  return ids.flatMap((id) => {
    const kind = !old.has(id) ? 'added' : !current.has(id) ? 'removed' : 'changed'
    const fields = fieldChanges(old.get(id), current.get(id))
    // What every factory has is no news with the first one.
    const news = before !== undefined || id.includes('/')
    return news && fields.length > 0 ? [{ id, kind, fields }] : []
  })
}

/** Each resource as its own fields and the names of what it is built from, so that a change shows where it was made and nowhere else. */
function definitions(factory: Factory): Map<string, unknown> {
  const { sources, views, datasets, models, endpoints, monitors, pipeline, platform, notifications } = factory
  const found = new Map<string, unknown>([
    [
      'factory',
      {
        name: factory.name,
        description: factory.description,
        target: factory.target,
        labels: factory.labels,
        annotations: factory.annotations,
      },
    ],
    ['pipeline', pipeline],
    ['platform', platform],
    ['notifications', notifications],
  ])
  const add = (kind: string, name: string, definition: unknown) => found.set(`${kind}/${name}`, definition)
  for (const [name, { definition, expectations }] of Object.entries(sources)) {
    add('source', name, { ...definition, schema: definition.schema && byName(definition.schema), expectations })
  }
  for (const [name, view] of Object.entries(views))
    add('view', name, { ...view, source: view.source.name, features: byName(view.features) })
  for (const [name, dataset] of Object.entries(datasets)) {
    const features = dataset.views.flatMap((view) => view.features.map((feature) => `${view.name}:${feature.name}`))
    add('dataset', name, { ...dataset, source: dataset.source.name, views: undefined, features })
  }
  for (const [name, { hashes: _hashes, ...model }] of Object.entries(models)) add('model', name, model)
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const { groundTruth } = endpoint
    add('endpoint', name, {
      ...endpoint,
      groundTruth: groundTruth && { ...groundTruth, source: groundTruth.source.name, labelExpression: undefined },
    })
  }
  for (const [name, monitor] of Object.entries(monitors)) add('monitor', name, monitor)
  return found
}

/** A list keyed by name, so that a column or feature put in the middle is one change. */
function byName(list: readonly { readonly name: string }[]): Record<string, unknown> {
  return Object.fromEntries(list.map(({ name, ...rest }) => [name, rest]))
}

function fieldChanges(before: unknown, after: unknown, path = ''): FieldChange[] {
  if (canonicalJson(before) === canonicalJson(after)) return []
  const names = isScalarList(before) && isScalarList(after) ? undefined : keysOf(before, after)
  if (names === undefined) return [{ path, before, after }]
  return names.flatMap((name) => fieldChanges(at(before, name), at(after, name), join(path, name, Array.isArray(before ?? after))))
}

/** Fields in either value, sorted; undefined where one of them is no map or list, or they are of two kinds. */
function keysOf(before: unknown, after: unknown): string[] | undefined {
  const given = [before, after].filter((value) => value !== undefined)
  if (!given.every((value) => typeof value === 'object' && value !== null)) return undefined
  if (new Set(given.map(Array.isArray)).size > 1) return undefined
  if (given.length === 1 && given.some((value) => isScalarList(value) || Object.keys(value as object).length === 0)) return undefined
  const names = [...new Set(given.flatMap((value) => Object.keys(value as object)))]
  return given.some(Array.isArray) ? names.sort((a, b) => Number(a) - Number(b)) : names.sort()
}

/** Lists of columns, layers and the like are told whole. */
function isScalarList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item !== 'object')
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
}

function join(path: string, name: string, isList: boolean): string {
  if (isList) return `${path}[${name}]`
  return path === '' ? name : `${path}.${name}`
}
