import type { FactoryResource } from '../../schema/crds/factory.js'
import { conditionOf } from './conditions.js'

export const keyOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string => `${namespace}/${name}`

/** The factories that one waits for, by key. */
export function dependenciesOf({ metadata, spec }: Pick<FactoryResource, 'metadata' | 'spec'>): string[] {
  return (spec.dependsOn ?? []).map(({ name, namespace }) => keyOf({ namespace: namespace ?? metadata.namespace, name }))
}

/** Why a factory cannot be worked on yet, in plain words; undefined where it can. */
export function waitsFor(
  factory: FactoryResource,
  find: (key: string) => FactoryResource | undefined,
): { readonly reason: 'DependencyNotReady' | 'DependencyCycle'; readonly message: string } | undefined {
  const cycle = cycleOf(keyOf(factory.metadata), find)
  if (cycle) return { reason: 'DependencyCycle', message: `waits for itself: ${cycle.join(' -> ')}` }
  const waiting = dependenciesOf(factory).flatMap((key) => {
    const found = find(key)
    if (!found) return [`${key}, which is not there`]
    const ready = conditionOf(found.status?.conditions, 'Ready')
    const current = found.status?.observedGeneration === found.metadata.generation
    return ready?.status === 'True' && current ? [] : [`${key}, which is not ready`]
  })
  return waiting.length === 0 ? undefined : { reason: 'DependencyNotReady', message: `waits for ${waiting.join(' and ')}` }
}

/** The way from a factory back to itself, if there is one. */
function cycleOf(start: string, find: (key: string) => FactoryResource | undefined): string[] | undefined {
  const seen = new Set<string>()
  const walk = (key: string, path: readonly string[]): string[] | undefined => {
    const factory = find(key)
    for (const next of factory ? dependenciesOf(factory) : []) {
      if (next === start) return [...path, next]
      if (seen.has(next)) continue
      seen.add(next)
      const found = walk(next, [...path, next])
      if (found) return found
    }
    return undefined
  }
  return walk(start, [start])
}
