import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Factory } from '../../compiler/graph/factory.js'
import { carryOut } from '../../reconciler/operate/carry-out.js'
import { checkRequest, objectNamed, objectsOf } from '../../reconciler/operate/check-request.js'
import { leaveRequest, takeRequests } from '../../reconciler/operate/inbox.js'
import { type OperatorRequest, type Suspension, WHOLE } from '../../reconciler/operate/request.js'
import { type Layout, layoutOf } from '../../reconciler/platforms/local/layout.js'
import { takeLock } from '../../reconciler/platforms/local/lock.js'
import { type FactoryEvent, Store } from '../../reconciler/store/store.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { DriftReport } from '../../schema/generated/jobs.js'
import { dashboardState } from '../dashboard/state.js'
import { DataClock } from '../session/clock.js'
import type { Desk, LogLine } from './desk.js'

const REPORTS = 60
const ANSWER_MS = 20_000

/**
 * The state folder of a factory on this machine. While `aifactory up` works on it, requests are left for that; otherwise they are
 * carried out at once.
 * @throws AIFactoryError AF8430 where nothing was ever put in force.
 */
export function openLocalDesk(dir: string): Desk {
  const baseDir = resolve(dir)
  const layout = layoutOf(baseDir)
  if (!existsSync(layout.database)) throw nothingHere(dir)
  const store = new Store(layout.database)
  const factory = store.document<Factory>('factory', 'current')
  if (!factory) {
    store.close()
    throw nothingHere(dir)
  }
  const clock = new DataClock(store)
  const objects = objectsOf(factory)
  return {
    objects,
    atWork: !lockIsFree(layout),
    suspensions: suspensionsOf(store, objects),
    state: dashboardState({
      store,
      factory: () => factory,
      now: () => clock.now(),
      servers: () => serversOf(layout, Object.keys(factory.endpoints)),
      activity: () => [],
      reports: (monitor) => store.reports<DriftReport>(monitor, REPORTS),
    }),
    named: (name) => objectNamed(factory, name),
    events: (limit) => store.events(limit),
    logs: async (object, lines) => logsOf(object, lines, layout),
    async ask(request) {
      checkRequest(request, factory, store)
      const release = lockOf(layout)
      if (!release) return leave(request, store)
      try {
        const emit = (event: Omit<FactoryEvent, 'id' | 'at'>): void => void store.addEvent({ ...event, at: clock.now() })
        leaveRequest(store, request)
        takeRequests(store, (each) => carryOut(each, { store, factory, now: () => clock.now(), emit }))
        return answerTo(request, store)
      } finally {
        release()
      }
    },
    close: () => store.close(),
  }
}

/** Waits for whoever is at work to carry it out. */
async function leave(request: OperatorRequest, store: Store): Promise<FactoryEvent | undefined> {
  leaveRequest(store, request)
  for (let waited = 0; waited < ANSWER_MS; waited += 200) {
    await wait(200)
    const answer = answerTo(request, store)
    if (answer) return answer
  }
  return undefined
}

function answerTo({ id }: OperatorRequest, store: Store): FactoryEvent | undefined {
  return store.events(200).find(({ facts }) => facts?.request === id)
}

function lockOf(layout: Layout): (() => void) | undefined {
  try {
    return takeLock(layout.lock)
  } catch (error) {
    if (error instanceof AIFactoryError && error.code === 'AF8003') return undefined
    throw error
  }
}

function lockIsFree(layout: Layout): boolean {
  const release = lockOf(layout)
  release?.()
  return release !== undefined
}

function suspensionsOf(store: Store, objects: readonly string[]): ReadonlyMap<string, Suspension> {
  return new Map(
    [WHOLE, ...objects].flatMap((object) => {
      const suspension = store.document<Suspension | null>('suspended', object)
      return suspension ? [[object, suspension] as const] : []
    }),
  )
}

function serversOf(layout: Layout, endpoints: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    endpoints.flatMap((endpoint) => {
      const path = join(layout.servers, endpoint, 'server.json')
      const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { url?: string }) : {}
      return known.url ? [[endpoint, known.url] as const] : []
    }),
  )
}

/** Programs that serve write logs; what jobs had to say is in the events. */
function logsOf(object: string, lines: number, layout: Layout): LogLine[] {
  const [kind, name = ''] = object.split('/')
  const path = join(layout.servers, name, 'server.log')
  if (kind !== 'endpoint' || !existsSync(path)) return []
  const texts = readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines)
  return texts.filter((text) => text !== '').map((text) => ({ source: `server of ${name}`, text }))
}

const nothingHere = (dir: string): AIFactoryError =>
  new AIFactoryError('AF8430', `nothing is in force in ${dir}`, {
    hint: 'Name the folder that holds aifactory.yaml with --dir, or start with: aifactory up',
  })
