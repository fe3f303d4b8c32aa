import type { Factory, LinkedModel } from '../../../graph/factory.js'
import { stampView } from '../../../graph/stamp-view.js'
import { nameOf } from '../names.js'
import { ONLINE_STORE, type StagePlaces, WORKSPACE } from '../places.js'
import { DEFAULT_RESOURCES } from '../resources.js'
import { STEP_TIMEOUT, type Step } from './step.js'

function dataStep(factory: Factory, name: string, contract: Step['contract']): Step {
  return {
    name,
    contract,
    resources: {},
    defaults: DEFAULT_RESOURCES.data,
    image: factory.platform.images.runtime,
    env: {},
    timeoutMs: STEP_TIMEOUT,
  }
}

/** Checks a source's schema and expectations. */
export function validateStep(factory: Factory, source: string, outputDir: string): Step {
  const linked = required(factory.sources, source)
  return dataStep(factory, nameOf(['validate', source]), {
    job: { kind: 'ValidateData', baseDir: WORKSPACE, source: linked.definition, expectations: linked.expectations },
    places: { outputDir },
  })
}

/** Builds a model's dataset, once all of its sources are valid. */
export function datasetStep(factory: Factory, model: LinkedModel, places: StagePlaces): Step {
  const dataset = required(factory.datasets, model.dataset)
  return dataStep(factory, 'dataset', {
    job: { kind: 'BuildDataset', baseDir: WORKSPACE, task: model.task, dataset: { ...dataset, views: dataset.views.map(stampView) } },
    places: { outputDir: places.dataset },
    needs: sourcesOf(factory, model).map(places.validation),
  })
}

/** Brings a view's online values up to date. Only the store is kept. */
export function materializeStep(factory: Factory, view: string): Step {
  const definition = required(factory.views, view)
  return dataStep(factory, 'materialize', {
    job: { kind: 'Materialize', baseDir: WORKSPACE, views: servedVersions(factory, view) },
    places: { outputDir: '/tmp/materialize', onlineStore: ONLINE_STORE },
    lookbackMs: definition.ttlMs ?? LOOKBACK,
  })
}

/** How far back the first values of a view without a ttl go, in milliseconds. */
const LOOKBACK = 86_400_000

/** Names of the sources that a model's dataset is built from, sorted. */
export function sourcesOf(factory: Factory, model: LinkedModel): string[] {
  const dataset = required(factory.datasets, model.dataset)
  return [...new Set([dataset.source.name, ...dataset.views.map((view) => view.source.name)])].sort()
}

/** Each dataset uses some features of a view, and its models are served by that cut of it. */
function servedVersions(factory: Factory, view: string): ReturnType<typeof stampView>[] {
  const models = Object.values(factory.endpoints).map((endpoint) => required(factory.models, endpoint.model))
  const cuts = models.flatMap((model) => required(factory.datasets, model.dataset).views.filter((candidate) => candidate.name === view))
  const stamped = new Map(cuts.map((cut) => [stampView(cut).name, stampView(cut)]))
  return [...stamped.keys()].sort().flatMap((name) => stamped.get(name) ?? [])
}

export function isServed(factory: Factory, view: string): boolean {
  return servedVersions(factory, view).length > 0
}

/** The compiler links every name, so a missing one is a bug. */
export function required<T>(collection: Readonly<Record<string, T>>, name: string): T {
  const found = collection[name]
  if (found === undefined) throw new Error(`the factory has no ${name}`)
  return found
}
