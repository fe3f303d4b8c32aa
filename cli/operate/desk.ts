import type { OperatorRequest, Suspension } from '../../reconciler/operate/request.js'
import type { FactoryEvent } from '../../reconciler/store/store.js'
import type { DashboardState } from '../dashboard/view-model.js'

/**
 * What operating commands read of a factory that is at work, and ask of it: on this machine from the state folder, elsewhere from
 * whatever keeps the same state.
 */
export interface Desk {
  readonly state: DashboardState
  /** model/late, endpoint/api, monitor/watch. */
  readonly objects: readonly string[]
  /** Who has suspended what, by object; `factory` is all of it. */
  readonly suspensions: ReadonlyMap<string, Suspension>
  /** Whether somebody is at work on it now. */
  readonly atWork: boolean
  /** The object that a person means. @throws AIFactoryError AF8431 */
  named(name: string): string
  /** The latest events, oldest first. */
  events(limit: number): readonly FactoryEvent[]
  /** The latest lines that the programs of an object have written, oldest first, with the name of what wrote them. */
  logs(object: string, lines: number): Promise<readonly LogLine[]>
  /**
   * Asks for something, and gives the event that tells what came of it; undefined where it was left for whoever works next.
   * @throws AIFactoryError AF8431, AF8432, AF8433 where it cannot be done as things are.
   */
  ask(request: OperatorRequest): Promise<FactoryEvent | undefined>
  close(): void
}

export interface LogLine {
  readonly source: string
  readonly text: string
}
