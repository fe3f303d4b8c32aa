import type { AIFactory } from '../../schema/generated/aifactory.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import type { Factory } from './factory.js'
import { inputNames } from './inputs.js'
import { linkDataset, linkView } from './link-dataset.js'
import { linkEndpoint } from './link-endpoint.js'
import { linkModel } from './link-model.js'
import { linkMonitor } from './link-monitor.js'
import { linkPlatform } from './link-platform.js'
import { linkSource } from './link-source.js'
import { linked } from './linked.js'
import { graphOf } from './nodes.js'

/** The linked form of a document without errors. */
export function link({ metadata, spec }: AIFactory, target: string | null): Factory {
  const sources = mapValues(spec.sources, linkSource)
  const sourceNamed = (name: string) => linked(sources[name], 'source', name).definition
  const datasetOf = (model: string) => {
    const name = linked(spec.models?.[model], 'model', model).dataset
    return linked(spec.datasets?.[name], 'dataset', name)
  }
  const views = mapValues(spec.featureViews, (name, view) => linkView(name, view, spec, sourceNamed))
  const datasets = mapValues(spec.datasets, (name, dataset) => linkDataset(name, dataset, { spec, sources: sourceNamed, views }))
  const models = mapValues(spec.models, (name, model) => linkModel(name, model, linked(datasets[model.dataset], 'dataset', model.dataset)))
  const endpoints = mapValues(spec.endpoints, (name, endpoint) =>
    linkEndpoint(name, endpoint, { dataset: datasetOf(endpoint.model), sources: sourceNamed }),
  )
  const monitors = mapValues(spec.monitors, (name, monitor) => {
    const { model } = linked(spec.endpoints?.[monitor.endpoint], 'endpoint', monitor.endpoint)
    return linkMonitor(name, monitor, inputNames(spec, datasetOf(model)))
  })
  const resources = { sources, views, datasets, models, endpoints, monitors }
  return {
    name: metadata.name,
    ...(metadata.description !== undefined && { description: metadata.description }),
    target,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    ...resources,
    pipeline: { ...DEFAULTS.Pipeline, ...spec.pipeline },
    platform: linkPlatform(spec.platform ?? {}, metadata.name),
    notifications: spec.notifications ?? [],
    graph: graphOf(resources),
  }
}

function mapValues<T, U>(map: Readonly<Record<string, T>> | undefined, change: (name: string, value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(map ?? {}).map(([name, value]) => [name, change(name, value)]))
}
