import type { Spec } from '../../schema/generated/aifactory.js'
import type { ColumnType } from '../../schema/generated/jobs.js'
import type { Columns } from '../columns/columns.js'
import { inputNames, usedFeatures } from '../graph/inputs.js'
import type { Path } from '../source/node.js'

/** What an expression may name. */
export interface SqlScope {
  /** The type of a name, compared as in SQL; undefined where it is not known, or there is no such name. */
  typeOf(name: string): ColumnType | undefined
  /** Set where the names are the columns of a source. */
  readonly source?: string
}

/** An SQL expression of a file. */
export interface SqlPlace {
  /** Below spec. */
  readonly path: Path
  readonly expression: string
  readonly scope: SqlScope
  /** condition: it must be a bool. */
  readonly role: 'condition' | 'label' | 'feature' | 'onDemand'
}

/** Every SQL expression of a file. */
export function sqlPlaces(spec: Spec, columns: Columns): SqlPlace[] {
  const of = (source: string): SqlScope => ({ source, typeOf: (name) => columns.typeOf(source, name) })
  const places: SqlPlace[] = []
  for (const [name, { expectations }] of Object.entries(spec.sources ?? {})) {
    expectations?.forEach((expectation, index) => {
      if (expectation.expect !== 'sql') return
      const path = ['sources', name, 'expectations', index, 'expression']
      places.push({ path, expression: expectation.expression, scope: of(name), role: 'condition' })
    })
  }
  for (const [name, { source, features, onDemand }] of Object.entries(spec.featureViews ?? {})) {
    for (const [feature, { expression }] of Object.entries(features ?? {})) {
      if (expression === undefined) continue
      places.push({ path: ['featureViews', name, 'features', feature, 'expression'], expression, scope: of(source), role: 'feature' })
    }
    for (const [feature, { expression }] of Object.entries(onDemand ?? {})) {
      places.push({ path: ['featureViews', name, 'onDemand', feature, 'expression'], expression, scope: ANYTHING, role: 'onDemand' })
    }
  }
  for (const [name, { source, label, filter }] of Object.entries(spec.datasets ?? {})) {
    const path = ['datasets', name]
    if (label.expression !== undefined)
      places.push({ path: [...path, 'label', 'expression'], expression: label.expression, scope: of(source), role: 'label' })
    if (filter !== undefined) places.push({ path: [...path, 'filter'], expression: filter, scope: of(source), role: 'condition' })
  }
  for (const [name, { endpoint, quality }] of Object.entries(spec.monitors ?? {})) {
    quality?.forEach((expectation, index) => {
      if (expectation.expect !== 'sql') return
      const path = ['monitors', name, 'quality', index, 'expression']
      places.push({ path, expression: expectation.expression, scope: liveScope(spec, columns, endpoint), role: 'condition' })
    })
  }
  return places
}

const ANYTHING: SqlScope = { typeOf: () => undefined }

/** What live requests hold: the model's inputs, whose types follow from the data that it was trained on. */
function liveScope(spec: Spec, columns: Columns, endpoint: string): SqlScope {
  const model = spec.models?.[spec.endpoints?.[endpoint]?.model ?? '']
  const dataset = spec.datasets?.[model?.dataset ?? '']
  if (dataset === undefined) return ANYTHING
  const types = new Map<string, ColumnType | undefined>()
  for (const input of inputNames(spec, dataset)) types.set(input.toLowerCase(), columns.typeOf(dataset.source, input))
  for (const { view, name } of usedFeatures(spec, dataset)) types.set(name.toLowerCase(), featureType(spec, columns, view, name))
  return { typeOf: (name) => types.get(name.toLowerCase()) }
}

/** A feature's type, where no expression has to be looked at for it. */
export function featureType(spec: Spec, columns: Columns, view: string, name: string): ColumnType | undefined {
  const definition = spec.featureViews?.[view]?.features?.[name]
  if (definition === undefined || definition.type !== undefined) return definition?.type
  const { aggregate, column, expression } = definition
  if (aggregate === 'count' || aggregate === 'count_distinct') return 'int64'
  if (aggregate === 'mean' || aggregate === 'sum' || aggregate === 'stddev') return 'float64'
  return expression === undefined ? columns.typeOf(spec.featureViews?.[view]?.source, column ?? name) : undefined
}
