import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { API_VERSION } from '../../schema/crds/definition.js'
import type { FactoryResource } from '../../schema/crds/factory.js'
import type { Objects } from '../platforms/kubernetes/client/objects.js'
import type { Hook } from '../source/webhook/authenticate.js'
import { WebhookReceiver } from '../source/webhook/webhook-receiver.js'
import { keyOf } from './dependencies.js'
import type { Log } from './log.js'
import { readSecret } from './read-secret.js'
import { PUSHED_AT } from './requested-at.js'

/** Which Factories have hooks is asked for at most so often, whoever calls. */
const REFRESH_MS = 10_000

/** Where pushes to a Factory's repository are told: a path that nobody guesses, which its status shows. */
export const hookNameOf = (key: string): string => createHash('sha256').update(`hook ${key}`).digest('hex').slice(0, 40)

/**
 * Takes webhooks for Factories. Any replica may be called: it marks the Factory, and the one that works looks at the
 * repository, for all that follow it.
 */
export class PushReceiver {
  readonly #objects: Objects
  readonly #log: Log
  readonly #hooks: Record<string, Hook> = {}
  readonly #receiver: WebhookReceiver
  #factories = new Map<string, FactoryResource>()
  #refreshedAt = 0

  constructor(objects: Objects, log: Log) {
    this.#objects = objects
    this.#log = log
    this.#receiver = new WebhookReceiver({
      hooks: this.#hooks,
      now: Date.now,
      onPush: (_notice, hook) => this.#mark(hook),
      onRefused: (why, hook) => log.warn({ hook, why }, 'a webhook was refused'),
    })
  }

  /** Answers a request for a hook; false where it is for something else. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const [, name] = /^\/hooks\/([0-9a-f]{40})(?:\?|$)/.exec(request.url ?? '') ?? []
    if (name !== undefined) await this.#prepare(name)
    return this.#receiver.handle(request, response)
  }

  /** Finds what a hook is for and its secret. Where that fails the hook is not there. */
  async #prepare(name: string): Promise<void> {
    try {
      if (Date.now() - this.#refreshedAt > REFRESH_MS) {
        this.#refreshedAt = Date.now()
        const found = new Map<string, FactoryResource>()
        await this.#objects.list({ apiVersion: API_VERSION, kind: 'Factory' }, (object) => {
          const resource = object as unknown as FactoryResource
          if (resource.spec.webhook) found.set(hookNameOf(keyOf(resource.metadata)), resource)
        })
        this.#factories = found
        for (const known of Object.keys(this.#hooks)) delete this.#hooks[known]
      }
      const factory = this.#factories.get(name)
      if (!factory?.spec.webhook || Object.hasOwn(this.#hooks, name)) return
      const { token } = await readSecret(this.#objects, factory.metadata.namespace, factory.spec.webhook.secretRef.name)
      if (token) this.#hooks[name] = { kind: factory.spec.webhook.provider, secrets: [token.trim()] }
    } catch (error) {
      this.#log.warn({ hook: name, error: error instanceof Error ? error.message : String(error) }, 'a webhook cannot be read')
    }
  }

  #mark(name: string): void {
    const factory = this.#factories.get(name)
    if (!factory) return
    const annotations = { [PUSHED_AT]: new Date().toISOString() }
    this.#objects.merge(factory, { metadata: { annotations } }).catch((error: unknown) => {
      this.#log.warn(
        { factory: keyOf(factory.metadata), error: error instanceof Error ? error.message : String(error) },
        'a push could not be told',
      )
    })
  }
}
