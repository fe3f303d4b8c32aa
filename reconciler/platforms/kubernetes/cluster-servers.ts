import { selectorLabels } from '../../../compiler/backends/kubernetes/labels.js'
import { SERVER_PORT, SERVING_FILE, servingConfigName, servingName } from '../../../compiler/backends/kubernetes/serving-config.js'
import type { Factory, LinkedEndpoint } from '../../../compiler/graph/factory.js'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import { digestOf } from '../../../schema/digest.js'
import type { ServingConfig, ServingStatus } from '../../../schema/generated/jobs.js'
import type { DesiredServer, RunningServer } from '../platform.js'
import type { ClusterApi, ClusterObject } from './cluster-api.js'
import { podPendingReason } from './pending-reason.js'
import { podStatus } from './pod-fields.js'

/** The field manager of what the control plane decides: applying the rendered objects leaves it alone. */
export const CONTROL_MANAGER = 'aifactory-control'
const GENERATION = 'aifactory.dev/serving-generation'
const DESIRED = 'aifactory.dev/serving-digest'
const LOOK_MS = 500

export interface ClusterServersOptions {
  readonly api: ClusterApi
  readonly factory: () => Factory
  readonly barrier: () => Promise<void>
  /** Asks a server's pod how far it is; undefined where it does not answer. */
  readonly ask: (address: string, path: string) => Promise<ServingStatus | undefined>
  readonly now: () => number
  readonly wait: (millis: number) => Promise<void>
  /** How long a state may take to come in force, in milliseconds: models are loaded, and kubelets bring files once a minute. */
  readonly timeoutMs?: number
}

/** The servers of endpoints: they follow a key of a ConfigMap, and say which generation of it is in force. */
export class ClusterServers {
  readonly #options: ClusterServersOptions

  constructor(options: ClusterServersOptions) {
    this.#options = options
  }

  /** Tells the servers what to serve, and waits until every one that runs does. */
  async serve(desired: DesiredServer): Promise<RunningServer> {
    const endpoint = this.#endpoint(desired.endpoint)
    await this.#options.barrier()
    const generation = await this.#desire(endpoint, desired)
    const status = await this.#reach(endpoint, desired, generation)
    const { factory } = this.#options
    return { url: `http://${servingName(factory(), endpoint)}.${factory().platform.namespace}.svc`, pid: status.pid, status }
  }

  /** Makes every server write what it has logged. */
  async flushLog(name: string): Promise<void> {
    await this.#options.barrier()
    const pods = await this.#pods(this.#endpoint(name))
    await Promise.all(pods.map((pod) => this.#ask(pod, '/admin/status?flush=1')))
  }

  /** Writes the servers' file where it is not as it should be, and gives its generation. */
  async #desire(endpoint: LinkedEndpoint, desired: DesiredServer): Promise<number> {
    const { api, factory } = this.#options
    const { namespace } = factory().platform
    const name = servingConfigName(factory(), endpoint)
    const digest = digestOf(desired)
    const known = await api.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name })
    const told = Number(known?.metadata.annotations?.[GENERATION] ?? 0)
    if (told > 0 && known?.metadata.annotations?.[DESIRED] === digest) return told
    const generation = told + 1
    const config: ServingConfig = { ...desired, generation, host: '0.0.0.0', port: SERVER_PORT }
    await api.apply(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name,
          namespace,
          annotations: { [GENERATION]: String(generation), [DESIRED]: digest },
          // Refused where somebody has written since it was read.
          ...(known?.metadata.resourceVersion !== undefined && { resourceVersion: known.metadata.resourceVersion }),
        },
        data: { [SERVING_FILE]: `${JSON.stringify(config, null, 1)}\n` },
      },
      CONTROL_MANAGER,
    )
    return generation
  }

  async #reach(endpoint: LinkedEndpoint, desired: DesiredServer, generation: number): Promise<ServingStatus> {
    const { now, wait, timeoutMs = 300_000 } = this.#options
    const deadline = now() + timeoutMs
    let why = 'none of its pods runs'
    do {
      const pods = await this.#pods(endpoint)
      const answers = await Promise.all(
        pods.filter((pod) => podStatus(pod).phase === 'Running').map((pod) => this.#ask(pod, '/admin/status')),
      )
      const statuses = answers.filter((status) => status !== undefined)
      this.#refuseFailed(endpoint, desired, statuses)
      const [first] = statuses
      if (first && answers.every((status) => status && status.generation >= generation && status.ready)) return first
      why =
        statuses.find(({ message }) => message !== undefined)?.message ??
        pods.map(podPendingReason).find((reason) => reason !== undefined) ??
        why
      await wait(LOOK_MS)
    } while (now() < deadline)
    throw new AIFactoryError('AF8004', `endpoint ${endpoint.name} did not reach its new state: ${why}`)
  }

  /** One that failed for an earlier state, and is wanted no more, says nothing about this one. */
  #refuseFailed(endpoint: LinkedEndpoint, desired: DesiredServer, statuses: readonly ServingStatus[]): void {
    const failed = statuses
      .flatMap(({ versions }) => versions)
      .find(({ version, state }) => state === 'failed' && desired.models.some((model) => model.version === version))
    if (!failed) return
    throw new AIFactoryError('AF8004', `version ${failed.version} could not be loaded by endpoint ${endpoint.name}`, {
      detail: failed.error,
    })
  }

  async #pods(endpoint: LinkedEndpoint): Promise<readonly ClusterObject[]> {
    const { api, factory } = this.#options
    const { namespace } = factory().platform
    const pods = await api.list({ apiVersion: 'v1', kind: 'Pod', namespace }, selectorLabels(factory(), 'serve', endpoint.name))
    return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  }

  async #ask(pod: ClusterObject, path: string): Promise<ServingStatus | undefined> {
    const { podIP } = podStatus(pod)
    return podIP === undefined ? undefined : this.#options.ask(`http://${podIP.includes(':') ? `[${podIP}]` : podIP}:${SERVER_PORT}`, path)
  }

  #endpoint(name: string): LinkedEndpoint {
    const endpoint = this.#options.factory().endpoints[name]
    if (!endpoint) throw new Error(`the factory has no endpoint ${name}`)
    return endpoint
  }
}
