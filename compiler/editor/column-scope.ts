import type { KnownColumn } from '../columns/columns.js'
import { PREDICTION } from '../graph/inputs.js'
import { child } from '../source/node.js'
import { type FactoryView, namesAt, textAt, textsAt } from './factory-view.js'
import type { ColumnScope } from './meaning.js'

/** A column, or a feature that is used as one, and where it comes from. */
export interface ScopedColumn extends KnownColumn {
  /** `source flights`, `view carrier_history`. */
  readonly from: string
}

/** The columns that may be named at a place, each once. */
export function columnsIn({ in: place, name }: ColumnScope, view: FactoryView): readonly ScopedColumn[] {
  const { spec } = view
  switch (place) {
    case 'source':
      return sourceColumns(view, name)
    case 'view':
      return sourceColumns(view, textAt(spec, 'featureViews', name, 'source'))
    case 'dataset':
      return sourceColumns(view, textAt(spec, 'datasets', name, 'source'))
    case 'outcomes':
      return sourceColumns(view, textAt(spec, 'endpoints', name, 'groundTruth', 'source'))
    case 'entity': {
      const views = namesAt(spec, 'featureViews').filter((other) => textsAt(spec, 'featureViews', other, 'entities').includes(name))
      const sources = views.length > 0 ? views.map((other) => textAt(spec, 'featureViews', other, 'source')) : namesAt(spec, 'sources')
      return distinct([...new Set(sources)].flatMap((source) => sourceColumns(view, source)))
    }
    case 'on-demand':
      return distinct(namesAt(spec, 'datasets').flatMap((dataset) => inputsOf(view, dataset)))
    case 'model': {
      const dataset = textAt(spec, 'models', name, 'dataset')
      return distinct([...inputsOf(view, dataset), ...sourceColumns(view, textAt(spec, 'datasets', dataset ?? '', 'source'))])
    }
    case 'inputs':
      return distinct(inputsOf(view, textAt(spec, 'models', name, 'dataset')))
    case 'served':
      return distinct(inputsOf(view, textAt(spec, 'models', textAt(spec, 'endpoints', name, 'model') ?? '', 'dataset')))
    case 'monitor': {
      const endpoint = textAt(spec, 'monitors', name, 'endpoint') ?? ''
      const dataset = textAt(spec, 'models', textAt(spec, 'endpoints', endpoint, 'model') ?? '', 'dataset')
      return distinct([...inputsOf(view, dataset), { name: PREDICTION, from: `endpoint ${endpoint}` }])
    }
  }
}

function sourceColumns({ spec, columns }: FactoryView, source: string | undefined): ScopedColumn[] {
  if (source === undefined) return []
  const from = `source ${source}`
  const declared = namesAt(spec, 'sources', source, 'schema').map((name) => {
    const column = child(child(child(child(spec, 'sources'), source), 'schema'), name)
    return { name, type: (textAt(column, 'type') ?? textAt(column)) as KnownColumn['type'], from }
  })
  return distinct([...declared, ...(columns.get(source) ?? []).map((column) => ({ ...column, from }))])
}

/** What a model gets for one prediction: columns of the request, and features. */
function inputsOf(view: FactoryView, dataset: string | undefined): ScopedColumn[] {
  if (dataset === undefined) return []
  const { spec } = view
  const facts = sourceColumns(view, textAt(spec, 'datasets', dataset, 'source'))
  const request = textsAt(spec, 'datasets', dataset, 'request').map(
    (name) => facts.find((column) => column.name === name) ?? { name, from: `dataset ${dataset}` },
  )
  return distinct([...request, ...featuresOf(view, dataset)])
}

function featuresOf({ spec }: FactoryView, dataset: string): ScopedColumn[] {
  return textsAt(spec, 'datasets', dataset, 'features').flatMap((reference) => {
    const [name = '', feature = ''] = reference.split(':')
    const known = namesAt(spec, 'featureViews', name, 'features')
    const type = (one: string) => textAt(spec, 'featureViews', name, 'features', one, 'type') as KnownColumn['type']
    return (feature === '*' ? known : known.filter((one) => one === feature)).map((one) => ({
      name: one,
      type: type(one),
      from: `view ${name}`,
    }))
  })
}

function distinct(columns: readonly ScopedColumn[]): ScopedColumn[] {
  return [...new Map(columns.toReversed().map((column) => [column.name, column])).values()].toReversed()
}
