import type { DashboardState } from '../view-model.js'
import type { EventFilter } from './events.js'

/** What the page knows, and what a person has chosen on it. */
export interface PageState {
  state: DashboardState | undefined
  connected: boolean
  problem: string | undefined
  filter: EventFilter
  /** The version whose gates are shown, by model; the newest where none was chosen. */
  readonly selected: Map<string, number>
  /** The check that is pointed at, by monitor. */
  readonly cursors: Map<string, number>
}

export function newPageState(): PageState {
  return { state: undefined, connected: true, problem: undefined, filter: 'all', selected: new Map(), cursors: new Map() }
}
