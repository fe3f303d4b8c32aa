import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError } from '../platforms/kubernetes/client/api-error.js'
import type { Objects } from '../platforms/kubernetes/client/objects.js'

export interface LeaderOptions {
  readonly namespace: string
  readonly name: string
  /** Who we are: the name of the pod. */
  readonly identity: string
  /** Without a sign of life for so long, another takes over. */
  readonly leaseSeconds?: number
  readonly renewMs?: number
  readonly signal: AbortSignal
  readonly onError?: (error: unknown) => void
}

interface Lease {
  readonly apiVersion: 'coordination.k8s.io/v1'
  readonly kind: 'Lease'
  readonly metadata: { readonly name: string; readonly namespace: string; readonly resourceVersion?: string }
  readonly spec: {
    readonly holderIdentity?: string
    readonly leaseDurationSeconds?: number
    readonly acquireTime?: string
    readonly renewTime?: string
    readonly leaseTransitions?: number
  }
}

/**
 * Takes the lease when nobody holds it, and resolves once it is held. Another's clock is not trusted: a lease has run out when
 * nothing was heard of its holder for its length by our own clock.
 */
export async function acquire(objects: Objects, options: LeaderOptions): Promise<HeldLease> {
  const { renewMs = 5_000, signal, onError } = options
  const ref = leaseOf(options, {})
  let heard: { version: string | undefined; at: number } = { version: undefined, at: performance.now() }
  for (;;) {
    signal.throwIfAborted()
    try {
      const lease = await objects.get<Lease>(ref)
      if (lease?.metadata.resourceVersion !== heard.version) heard = { version: lease?.metadata.resourceVersion, at: performance.now() }
      const length = (lease?.spec.leaseDurationSeconds ?? options.leaseSeconds ?? 15) * 1_000
      const isFree = !lease?.spec.holderIdentity || lease.spec.holderIdentity === options.identity || performance.now() - heard.at > length
      if (isFree) return new HeldLease(objects, options, await take(objects, options, lease))
    } catch (error) {
      // Somebody else was faster, or the server does not answer: try again.
      if (!(error instanceof ApiError && error.httpStatus === 409)) onError?.(error)
    }
    await sleep(renewMs / 2, undefined, { signal })
  }
}

/** A lease that is ours, as long as it is renewed. */
export class HeldLease {
  readonly #objects: Objects
  readonly #options: LeaderOptions
  #lease: Lease

  constructor(objects: Objects, options: LeaderOptions, lease: Lease) {
    this.#objects = objects
    this.#options = options
    this.#lease = lease
  }

  /** Renews until it is lost or the signal ends. Resolves to why: where it is lost, nothing more may be written. */
  async hold(): Promise<'lost' | 'stopped'> {
    const { renewMs = 5_000, leaseSeconds = 15, signal, identity, onError } = this.#options
    // Given up before another may take it.
    const patience = leaseSeconds * 1_000 * 0.66
    let renewed = performance.now()
    while (!signal.aborted) {
      await sleep(renewMs, undefined, { signal }).catch(() => {})
      if (signal.aborted) break
      try {
        const spec = { ...this.#lease.spec, renewTime: microTime() }
        this.#lease = await this.#objects.replace<Lease>({ ...this.#lease, spec } as Lease)
        renewed = performance.now()
      } catch (error) {
        onError?.(error)
        if (error instanceof ApiError && (error.httpStatus === 409 || error.isNotFound)) {
          const current = await this.#objects.get<Lease>(leaseOf(this.#options, {})).catch(() => undefined)
          if (current && current.spec.holderIdentity !== identity) return 'lost'
          if (current) this.#lease = current
        }
        if (performance.now() - renewed > patience) return 'lost'
      }
    }
    return 'stopped'
  }

  /** Lets another take it at once. */
  async release(): Promise<void> {
    await this.#objects
      .replace({ ...this.#lease, spec: { ...this.#lease.spec, holderIdentity: '', leaseDurationSeconds: 1 } } as Lease)
      .catch(() => {})
  }
}

async function take(objects: Objects, options: LeaderOptions, lease: Lease | undefined): Promise<Lease> {
  const now = microTime()
  const spec = {
    holderIdentity: options.identity,
    leaseDurationSeconds: options.leaseSeconds ?? 15,
    acquireTime: now,
    renewTime: now,
    leaseTransitions: (lease?.spec.leaseTransitions ?? 0) + (lease ? 1 : 0),
  }
  return lease ? objects.replace<Lease>({ ...lease, spec } as Lease) : objects.create<Lease>(leaseOf(options, spec))
}

const leaseOf = ({ namespace, name }: LeaderOptions, spec: Lease['spec']): Lease => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name, namespace },
  spec,
})

/** MicroTime has six digits of a second. */
const microTime = (): string => new Date().toISOString().replace('Z', '000Z')
