import type { Factory } from '../../compiler/graph/factory.js'
import type { Revision } from '../source/revision-source.js'
import type { FactoryEvent } from '../store/store.js'

/** An event with what a receiver has to know beside it. */
export interface Message {
  readonly event: FactoryEvent
  readonly factory: Pick<Factory, 'name' | 'target'>
  /** What was in force when it happened. */
  readonly revision?: Revision
}

/** The same for the same event, however often it is sent, so that receivers can tell. */
export function deliveryId({ event, factory }: Message): string {
  return `aifactory-${factory.name}-${event.id}-${event.at}`
}
