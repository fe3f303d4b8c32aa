import type { DatasetDefinition, FeatureViewDefinition, SourceDefinition } from '../../schema/generated/jobs.js'

/**
 * What results depend on, for the digests that they are known by. Names of sources and datasets are for people: under
 * another one the same rows come out. A view's name is part of what is built, since a model's inputs tell it.
 */
export function sourceIdentity({ name: _name, ...source }: SourceDefinition): object {
  return source
}

/** When online values are computed has no part in what they are. */
export function viewIdentity({ schedule: _schedule, online: _online, source, ...view }: FeatureViewDefinition): object {
  return { ...view, source: sourceIdentity(source) }
}

export function datasetIdentity({ name: _name, source, views, ...dataset }: DatasetDefinition): object {
  return { ...dataset, source: sourceIdentity(source), views: views.map(viewIdentity) }
}
