import { remove } from '../fixes/fix.js'
import { entries, type Rule } from './context.js'

/** What nothing uses is most often a reference that was forgotten. */
export const unused: Rule = ({ spec, report, key, pruned }) => {
  if (pruned) return
  const views = Object.values(spec.featureViews ?? {})
  const datasets = Object.values(spec.datasets ?? {})
  const endpoints = Object.values(spec.endpoints ?? {})
  const used = {
    sources: new Set(
      [...views, ...datasets].map(({ source }) => source).concat(endpoints.flatMap(({ groundTruth }) => groundTruth?.source ?? [])),
    ),
    entities: new Set(views.flatMap(({ entities }) => entities)),
    featureViews: new Set(datasets.flatMap(({ features = [] }) => features.map((feature) => feature.split(':')[0]))),
    datasets: new Set(Object.values(spec.models ?? {}).map(({ dataset }) => dataset)),
  }
  const kinds = { sources: 'source', entities: 'entity', featureViews: 'feature view', datasets: 'dataset' } as const
  for (const section of ['sources', 'entities', 'featureViews', 'datasets'] as const) {
    for (const [name] of entries<unknown>(spec[section])) {
      const names: ReadonlySet<string | undefined> = used[section]
      if (!names.has(name))
        report.warning('AF4040', `nothing uses the ${kinds[section]} ${name}`, key(section, name), {
          fixes: [remove(key(section, name), `the ${kinds[section]} ${name}`, 'unsafe')],
        })
    }
  }
}
