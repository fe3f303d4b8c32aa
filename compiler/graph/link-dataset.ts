import { durationMillis, fractionOf } from '../../schema/duration.js'
import type { Dataset, Feature, FeatureView, Spec } from '../../schema/generated/aifactory.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import type { DatasetDefinition, FeatureDefinition, FeatureViewDefinition, SourceDefinition } from '../../schema/generated/jobs.js'
import { inputNames, usedFeatures } from './inputs.js'
import { linked } from './linked.js'
import { quoteColumn } from './quote.js'

type Sources = (name: string) => SourceDefinition

/** A view with all of its features. */
export function linkView(name: string, view: FeatureView, spec: Spec, sources: Sources): FeatureViewDefinition {
  const { ttl, online, schedule } = { ...DEFAULTS.FeatureView, ...view }
  const joinKeys = [...new Set(view.entities.flatMap((entity) => linked(spec.entities?.[entity], 'entity', entity).joinKeys))]
  return {
    name,
    joinKeys: joinKeys as [string, ...string[]],
    source: sources(view.source),
    ...(ttl !== undefined && { ttlMs: durationMillis(ttl) }),
    online,
    schedule,
    features: Object.entries(view.features ?? {}).map(linkFeature) as [FeatureDefinition, ...FeatureDefinition[]],
  }
}

function linkFeature([name, { column, expression, aggregate, window, type }]: [string, Feature]): FeatureDefinition {
  // Rows are counted where a count names nothing to count.
  const counted = aggregate === 'count' && column === undefined ? '1' : quoteColumn(column ?? name)
  return {
    name,
    expression: expression ?? counted,
    ...(aggregate !== undefined && { aggregate }),
    ...(window !== undefined && { windowMs: durationMillis(window) }),
    ...(type !== undefined && { type }),
  }
}

/** A dataset with the source inside, the views with the features that it uses, and the columns that its models report by. */
export function linkDataset(
  name: string,
  dataset: Dataset,
  { spec, sources, views }: { spec: Spec; sources: Sources; views: Readonly<Record<string, FeatureViewDefinition>> },
): DatasetDefinition {
  const { label, filter, window, request } = dataset
  const split = { ...DEFAULTS.Split, ...dataset.split }
  const keep = keptColumns(name, dataset, spec)
  return {
    name,
    source: sources(dataset.source),
    label: { expression: labelExpression(dataset), ...(label.type !== undefined && { type: label.type }) },
    request: request ?? [],
    views: usedViews(spec, dataset, views),
    ...(filter !== undefined && { filter }),
    ...(window !== undefined && { windowMs: durationMillis(window) }),
    ...(keep.length > 0 && { keep }),
    split: {
      by: split.by,
      test: fractionOf(split.test),
      validation: fractionOf(split.validation),
      gapMs: durationMillis(split.gap),
      ...(split.column !== undefined && { column: split.column }),
      seed: split.seed,
    },
  }
}

export function labelExpression({ label }: Dataset): string {
  return label.expression ?? quoteColumn(label.column ?? '')
}

function usedViews(spec: Spec, dataset: Dataset, views: Readonly<Record<string, FeatureViewDefinition>>): FeatureViewDefinition[] {
  const used = usedFeatures(spec, dataset)
  return [...new Set(used.map(({ view }) => view))].map((name) => {
    const view = linked(views[name], 'view', name)
    // In the order of the view, so that listing features in another order trains nothing anew.
    const features = view.features.filter((feature) => used.some((other) => other.view === name && other.name === feature.name))
    return { ...view, features: features as [FeatureDefinition, ...FeatureDefinition[]] }
  })
}

/** Columns that gates and reports of its models divide rows by, and that are no inputs. */
function keptColumns(name: string, dataset: Dataset, spec: Spec): string[] {
  const models = Object.values(spec.models ?? {}).filter((model) => model.dataset === name)
  const columns = models.flatMap(({ evaluation, gates }) => [
    ...(evaluation?.slices ?? []),
    ...(gates?.fairness ?? []).map(({ column }) => column),
    ...(gates?.metrics ?? []).flatMap(({ slice }) => Object.keys(slice ?? {})),
  ])
  const inputs = inputNames(spec, dataset)
  return [...new Set(columns)].filter((column) => !inputs.includes(column)).sort()
}
