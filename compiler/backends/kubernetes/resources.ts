import type { Factory, LinkedResources } from '../../graph/factory.js'
import type { JsonMap } from './object.js'

/** What a container gets where the file does not say. Requests equal limits, so that a neighbour cannot take it away. */
export const DEFAULT_RESOURCES = {
  /** Reading and joining data: DuckDB spills to disk beyond three quarters of this. */
  data: { cpu: '1', memory: '4Gi' },
  train: { cpu: '1', memory: '4Gi' },
  server: { cpu: '1', memory: '1Gi' },
} as const satisfies Readonly<Record<string, LinkedResources>>

/** Scratch space for spilled joins and the like, on the node's disk. */
const SCRATCH = '4Gi'

/** The resources of a container. Each field that is absent is taken from the defaults. */
export function resourcesOf(factory: Factory, wanted: LinkedResources, defaults: LinkedResources): JsonMap {
  const gpu = wanted.gpu ?? 0
  const amounts = {
    cpu: wanted.cpu ?? defaults.cpu,
    memory: wanted.memory ?? defaults.memory,
    'ephemeral-storage': wanted.ephemeralStorage ?? SCRATCH,
    ...(gpu > 0 ? { [factory.platform.gpu.resourceName]: String(gpu) } : {}),
  }
  return { requests: amounts, limits: amounts }
}
