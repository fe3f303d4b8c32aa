import type { Factory } from '../../graph/factory.js'
import { labelValue } from './names.js'
import type { ObjectMeta } from './object.js'

export const LABEL_PREFIX = 'aifactory.dev'

/** What an object is for. */
export type Component =
  | 'validate'
  | 'dataset'
  | 'train'
  | 'evaluate'
  | 'retrain'
  | 'pipeline'
  | 'materialize'
  | 'monitor'
  | 'analyze'
  | 'traffic'
  | 'fingerprint'
  | 'serve'
  | 'control'
  | 'jobs'
  | 'storage'
  | 'network'
  | 'namespace'

/** Labels that say which part of which factory an object is. Selectors use these alone: they never change for an object. */
export function selectorLabels(factory: Factory, component: Component, instance: string): Record<string, string> {
  return {
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/instance': labelValue(instance),
    'app.kubernetes.io/part-of': factory.name,
  }
}

/** The factory's own labels and tags, then ours, which win. */
export function labelsOf(factory: Factory, component: Component, instance: string): Record<string, string> {
  return {
    ...factory.labels,
    ...factory.platform.tags,
    'app.kubernetes.io/managed-by': 'aifactory',
    'app.kubernetes.io/name': 'aifactory',
    ...selectorLabels(factory, component, instance),
    ...(factory.target === null ? {} : { [`${LABEL_PREFIX}/target`]: labelValue(factory.target) }),
  }
}

interface MetaOptions {
  readonly name: string
  readonly component: Component
  /** What the object belongs to, such as an endpoint's or a model's name. */
  readonly instance: string
  /** Digest of the node of the graph that the object is made from. */
  readonly hash?: string
}

/** Metadata of an object in the factory's namespace. */
export function metaOf(factory: Factory, options: MetaOptions): ObjectMeta {
  const { name, component, instance, hash } = options
  const annotations = { ...factory.annotations, ...(hash === undefined ? {} : { [`${LABEL_PREFIX}/hash`]: hash }) }
  return {
    name,
    namespace: factory.platform.namespace,
    labels: labelsOf(factory, component, instance),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  }
}

/** Digest of a node of the graph, such as model/late-arrival. A node that is missing is a bug of the compiler's. */
export function hashOf(factory: Factory, id: string): string {
  const node = factory.graph.find((candidate) => candidate.id === id)
  if (node === undefined) throw new Error(`the graph has no node ${id}`)
  return node.hash
}
