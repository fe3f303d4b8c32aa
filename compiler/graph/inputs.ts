import type { Dataset, Feature, Spec } from '../../schema/generated/aifactory.js'

/** The name under which monitors see a model's output. */
export const PREDICTION = 'prediction'

/** One feature that a dataset joins. */
export interface UsedFeature {
  readonly view: string
  readonly name: string
  readonly feature: Feature
  /** Which item of the dataset's features asked for it. */
  readonly item: number
}

/** The features of a dataset with view:* expanded, in the order in which they are listed and declared. Unknown ones are left out. */
export function usedFeatures({ featureViews }: Spec, dataset: Dataset): readonly UsedFeature[] {
  if (featureViews === undefined) return []
  const known = used.get(featureViews) ?? new Map<Dataset, readonly UsedFeature[]>()
  used.set(featureViews, known)
  const found = known.get(dataset) ?? findUsedFeatures(featureViews, dataset)
  known.set(dataset, found)
  return found
}

type FeatureViews = NonNullable<Spec['featureViews']>

/** Many rules ask for the same. Documents are not changed once they are read. */
const used = new WeakMap<FeatureViews, Map<Dataset, readonly UsedFeature[]>>()

function findUsedFeatures(views: FeatureViews, dataset: Dataset): readonly UsedFeature[] {
  const used: UsedFeature[] = []
  dataset.features?.forEach((reference, item) => {
    const [view = '', name = ''] = reference.split(':')
    const features = Object.entries(views[view]?.features ?? {})
    for (const [feature, definition] of features) {
      if (name !== '*' && name !== feature) continue
      if (used.some((other) => other.view === view && other.name === feature)) continue
      used.push({ view, name: feature, feature: definition, item })
    }
  })
  return used
}

/** Names of what a model gets for one prediction: the request's columns, then features. */
export function inputNames(spec: Spec, dataset: Dataset): string[] {
  return [...(dataset.request ?? []), ...usedFeatures(spec, dataset).map(({ name }) => name)]
}

/** The join keys of the views whose features a dataset joins: callers send them, so that features can be looked up. */
export function joinKeysOf(spec: Spec, dataset: Dataset): string[] {
  const views = new Set(usedFeatures(spec, dataset).map(({ view }) => view))
  const entities = [...views].flatMap((view) => spec.featureViews?.[view]?.entities ?? [])
  return [...new Set(entities.flatMap((entity) => spec.entities?.[entity]?.joinKeys ?? []))]
}
