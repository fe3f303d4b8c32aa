import type { KubernetesObject } from '../../compiler/backends/kubernetes/object.js'
import type { Factory } from '../../compiler/graph/factory.js'
import type { FactoryResource } from '../../schema/crds/factory.js'
import type { Revision, RevisionSource } from '../source/revision-source.js'

/** A revision that is in force in the cluster. */
export interface InForce {
  readonly resource: FactoryResource
  readonly factory: Factory
  readonly revision: Revision
  /** Files of the factory's folder at any revision, such as the code of trainers. */
  readonly source: Pick<RevisionSource, 'read' | 'list' | 'checkOut' | 'digest'>
}

/**
 * What trains, rolls out and watches for the factories of a cluster. The controller applies objects; it says here which
 * revisions are in force, and everything that takes longer than an apply is the engine's.
 */
export interface EngineHost {
  /** Whether the engine brings about an object itself, such as the Job of a training, so that the controller leaves it out. */
  owns(object: KubernetesObject): boolean
  /** A revision has come into force, or is in force at a start. Called again for the same one it changes nothing. */
  start(inForce: InForce): Promise<void>
  /** The factory is suspended or going: its work is let go of. Objects that it made go with the Factory, by owner references. */
  stop(key: { readonly namespace: string; readonly name: string }): Promise<void>
  close(): Promise<void>
}

/** Applies objects and decides nothing: jobs and schedules are applied as they are rendered. */
export const NO_ENGINE: EngineHost = {
  owns: () => false,
  start: async () => {},
  stop: async () => {},
  close: async () => {},
}
