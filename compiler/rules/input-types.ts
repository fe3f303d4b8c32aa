import type { Dataset } from '../../schema/generated/aifactory.js'
import type { ColumnType } from '../../schema/generated/jobs.js'
import { usedFeatures } from '../graph/inputs.js'
import type { Span } from '../source/node.js'
import { featureType } from '../sql/expressions.js'
import { entry, items, type RuleContext } from './context.js'

/** What a model is given, and where the file says so. */
export interface TypedInput {
  readonly name: string
  readonly from: 'request' | 'feature'
  /** Absent where it is not known. Not of the language where DuckDB has a type that the language has not. */
  readonly type?: ColumnType | string
  readonly at: Span
}

/** The inputs of a dataset with their types, as far as they are known. */
export function inputTypes(context: RuleContext, name: string, dataset: Dataset): TypedInput[] {
  const { spec, columns, value, key } = context
  const request = [...items(dataset.request)].map(([index, column]): TypedInput => {
    const type = columns.typeOf(dataset.source, column)
    return { name: column, from: 'request', type, at: value('datasets', name, 'request', index) }
  })
  const features = usedFeatures(spec, dataset).map(({ view, name: feature }): TypedInput => {
    return {
      name: feature,
      from: 'feature',
      type: typeOfFeature(context, view, feature),
      at: key('featureViews', view, 'features', feature),
    }
  })
  return [...request, ...features]
}

/** A feature's type, also of one that is an expression. */
export function typeOfFeature({ spec, columns, sql }: RuleContext, view: string, name: string): string | undefined {
  const known = featureType(spec, columns, view, name)
  return known ?? sql.at(['featureViews', view, 'features', name, 'expression'])?.type
}

/** The dataset of a model that an endpoint serves. */
export function servedDataset({ spec }: RuleContext, endpoint: string): { name: string; dataset: Dataset; model: string } | undefined {
  const model = entry(spec.endpoints, endpoint)?.model
  const name = entry(spec.models, model)?.dataset
  const dataset = entry(spec.datasets, name)
  return model !== undefined && name !== undefined && dataset ? { name, dataset, model } : undefined
}
