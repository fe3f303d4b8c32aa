import type { Spec } from '../../schema/generated/aifactory.js'
import type { Path } from '../source/node.js'
import { entries, items } from './context.js'

/** A limit on a metric, wherever a file has one. */
export interface MetricLimit {
  readonly metric: string
  readonly min?: string | number
  readonly max?: string | number
  readonly versus?: string
  readonly slice?: Readonly<Record<string, unknown>>
  /** Below spec. */
  readonly path: Path
}

/** The lists of limits of a file. Limits in one list hold together. */
export function metricLimits(spec: Spec): MetricLimit[][] {
  const lists: MetricLimit[][] = []
  const add = (list: readonly Omit<MetricLimit, 'path'>[] | undefined, path: Path) =>
    lists.push([...items(list)].map(([index, limit]) => ({ ...limit, path: [...path, index] })))
  for (const [name, { gates }] of entries(spec.models)) add(gates?.metrics, ['models', name, 'gates', 'metrics'])
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    for (const [analysis, { metrics }] of entries(rollout?.analysis))
      add(metrics, ['endpoints', name, 'rollout', 'analysis', analysis, 'metrics'])
  }
  for (const [name, { performance }] of entries(spec.monitors)) add(performance, ['monitors', name, 'performance'])
  return lists
}
