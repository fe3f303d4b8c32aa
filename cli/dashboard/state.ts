import type { Factory } from '../../compiler/graph/factory.js'
import type { JobProgress } from '../../reconciler/platforms/platform.js'
import type { Revision } from '../../reconciler/source/revision-source.js'
import type { Store } from '../../reconciler/store/store.js'
import type { DriftReport } from '../../schema/generated/jobs.js'
import { endpointView } from './endpoint-view.js'
import { lineage } from './lineage.js'
import { modelView } from './model-view.js'
import { monitorView } from './monitor-view.js'
import { runningView } from './running-view.js'
import type { DashboardState } from './view-model.js'

const MINUTE_MS = 60_000
const EVENTS = 200

/** Where the state comes from. */
export interface StateSources {
  readonly store: Store
  readonly factory: () => Factory | undefined
  /** The clock of the data, in milliseconds since 1970. */
  readonly now: () => number
  /** Addresses of the servers, by endpoint. */
  readonly servers: () => Readonly<Record<string, string>>
  /** What runs at this moment. */
  readonly activity: () => readonly JobProgress[]
  /** A monitor's reports, oldest first. */
  readonly reports: (monitor: string) => readonly DriftReport[]
}

/** What the page shows, read from the store. The same state of the store gives the same view. */
export function dashboardState(sources: StateSources): DashboardState {
  const { store } = sources
  const factory = sources.factory()
  const now = Math.floor(sources.now() / MINUTE_MS) * MINUTE_MS
  const servers = sources.servers()
  const range = store.document<{ from: number; to: number }>('replay', 'range')
  const at = store.document<number>('replay', 'at')
  const revision = store.document<Revision>('revision', 'current')
  const endpoints = Object.values(factory?.endpoints ?? {}).map((endpoint) =>
    endpointView(endpoint, { store, factory, url: servers[endpoint.name] }),
  )
  const models = Object.values(factory?.models ?? {}).map((model) => modelView(model, store, now))
  const monitors = Object.values(factory?.monitors ?? {}).map((monitor) =>
    monitorView(monitor, { store, now, reports: sources.reports(monitor.name) }),
  )
  return {
    factory: factory ? { name: factory.name, description: factory.description ?? null, target: factory.target } : null,
    revision: revision ? { id: revision.id, message: revision.message, author: revision.author } : null,
    now,
    replay: range && at !== undefined && at < range.to ? { ...range, at } : null,
    running: sources.activity().flatMap(runningView),
    lineage: factory ? lineage(factory, { endpoints, models, monitors }) : [],
    endpoints,
    models,
    monitors,
    events: store.events(EVENTS).reverse(),
  }
}
