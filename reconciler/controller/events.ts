import type { FactoryResource } from '../../schema/crds/factory.js'
import type { Objects } from '../platforms/kubernetes/client/objects.js'

export interface KubernetesEvent {
  readonly type: 'Normal' | 'Warning'
  /** One word, for programs. */
  readonly reason: string
  /** For people. */
  readonly message: string
}

const LONGEST = 1_000

/**
 * Tells of a Factory in events of Kubernetes. They are for people: where one cannot be written, the work goes on. The same
 * event of the same Factory is not told again within ten minutes.
 */
export class EventRecorder {
  readonly #objects: Objects
  readonly #controller: string
  readonly #onError: (error: unknown) => void
  readonly #told = new Map<string, number>()

  constructor(objects: Objects, { controller, onError }: { controller: string; onError: (error: unknown) => void }) {
    this.#objects = objects
    this.#controller = controller
    this.#onError = onError
  }

  record({ apiVersion, metadata }: FactoryResource, { type, reason, message }: KubernetesEvent): void {
    const now = Date.now()
    const same = `${metadata.uid} ${reason} ${message}`
    if (now - (this.#told.get(same) ?? 0) < 10 * 60_000) return
    if (this.#told.size > 5_000) this.#told.clear()
    this.#told.set(same, now)
    const time = new Date(now).toISOString()
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${metadata.name}.${now.toString(16)}${Math.random().toString(16).slice(2, 8)}`, namespace: metadata.namespace },
      involvedObject: { apiVersion, kind: 'Factory', name: metadata.name, namespace: metadata.namespace, uid: metadata.uid },
      type,
      reason,
      message: message.slice(0, LONGEST),
      source: { component: this.#controller },
      reportingComponent: this.#controller,
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
    }
    this.#objects.create(event).catch(this.#onError)
  }
}
