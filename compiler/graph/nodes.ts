import { digestOf } from '../../schema/digest.js'
import type { Factory, GraphNode, NodeKind } from './factory.js'

type Resources = Pick<Factory, 'sources' | 'views' | 'datasets' | 'models' | 'endpoints' | 'monitors'>

/** Every resource with what it is built from, dependencies first. A node's digest holds the digests of those. */
export function graphOf({ sources, views, datasets, models, endpoints, monitors }: Resources): GraphNode[] {
  const nodes = new Map<string, GraphNode>()
  const add = (kind: NodeKind, name: string, definition: unknown, dependsOn: readonly string[]) => {
    const id = `${kind}/${name}`
    const unique = [...new Set(dependsOn)]
    const hash = digestOf({ definition, dependsOn: unique.map((other) => nodes.get(other)?.hash) })
    nodes.set(id, { id, kind, name, dependsOn: unique, hash })
  }
  for (const [name, source] of Object.entries(sources)) add('source', name, source, [])
  for (const [name, view] of Object.entries(views)) add('view', name, view, [`source/${view.source.name}`])
  for (const [name, dataset] of Object.entries(datasets)) {
    add('dataset', name, dataset, [`source/${dataset.source.name}`, ...dataset.views.map((view) => `view/${view.name}`)])
  }
  for (const [name, model] of Object.entries(models)) add('model', name, model, [`dataset/${model.dataset}`])
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const outcomes = endpoint.groundTruth ? [`source/${endpoint.groundTruth.source.name}`] : []
    add('endpoint', name, endpoint, [`model/${endpoint.model}`, ...outcomes])
  }
  for (const [name, monitor] of Object.entries(monitors)) add('monitor', name, monitor, [`endpoint/${monitor.endpoint}`])
  return [...nodes.values()]
}
