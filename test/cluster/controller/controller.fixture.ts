import { Controller, type ControllerOptions } from '../../../reconciler/controller/controller.js'
import type { Log } from '../../../reconciler/controller/log.js'
import type { Objects } from '../../../reconciler/platforms/kubernetes/client/objects.js'
import { API_VERSION } from '../../../schema/crds/definition.js'
import type { FactoryResource, FactorySpec } from '../../../schema/crds/factory.js'
import { connect, until } from './cluster.js'
import { followLocal } from './repository.js'

export interface RunningController {
  readonly controller: Controller
  readonly lines: { readonly message: string; readonly [field: string]: unknown }[]
  stop(): Promise<void>
}

/** A controller of a namespace's Factories, in this process. */
export function startController(namespace: string, options: Partial<ControllerOptions> = {}): RunningController {
  const ending = new AbortController()
  const lines: { message: string }[] = []
  const note = (fields: object, message: string): void => void lines.push({ ...fields, message })
  const log: Log = { debug: note, info: note, warn: note, error: note }
  const controller = new Controller({ objects: connect(), log, follow: followLocal, namespace, signal: ending.signal, ...options })
  const running = controller.run()
  return {
    controller,
    lines,
    async stop() {
      ending.abort()
      await running
    },
  }
}

export const factoryOf = (namespace: string, name: string, spec: FactorySpec) => ({
  apiVersion: API_VERSION,
  kind: 'Factory',
  metadata: { name, namespace },
  spec,
})

export async function readFactory(objects: Objects, namespace: string, name: string): Promise<FactoryResource | undefined> {
  return objects.get<FactoryResource>({ apiVersion: API_VERSION, kind: 'Factory', metadata: { name, namespace } })
}

/** Waits for a condition of a Factory, with a message that matches; returns the Factory. */
export function untilCondition(
  objects: Objects,
  { namespace, name }: { namespace: string; name: string },
  type: string,
  status: string,
  message = /^/,
  timeoutMs = 20_000,
): Promise<FactoryResource> {
  let last: unknown
  return until(
    `${name} ${type}=${status} ${message}`,
    async () => {
      const found = await readFactory(objects, namespace, name)
      const condition = found?.status?.conditions?.find((candidate) => candidate.type === type)
      last = found?.status
      return found && condition?.status === status && message.test(condition.message) ? found : undefined
    },
    timeoutMs,
  ).catch((error: Error) => {
    throw new Error(`${error.message}; its status was ${JSON.stringify(last)}`)
  })
}
