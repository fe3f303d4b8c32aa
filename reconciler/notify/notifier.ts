import type { Factory } from '../../compiler/graph/factory.js'
import type { Notification, SecretRef } from '../../schema/generated/aifactory.js'
import type { Revision } from '../source/revision-source.js'
import type { FactoryEvent } from '../store/store.js'
import { tellGitHub } from './github.js'
import { type HttpPost, postJson, withRetries } from './http-post.js'
import type { Message } from './message.js'
import { slackBody } from './slack.js'
import { webhookRequest } from './webhook.js'

export interface NotifierOptions {
  /** The value of a secret; undefined where it is not set. */
  readonly secretOf: (ref: SecretRef) => string | undefined | Promise<string | undefined>
  /** What a person has to set for a secret. */
  readonly nameOf: (ref: SecretRef) => string
  /** Told what could not be delivered. Work never waits for, or fails with, a notification. */
  readonly onProblem: (message: string) => void
  /** By default over the network, again after failures that may pass. */
  readonly post?: HttpPost
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** The same said again within this time, as of an object that fails every other minute, is told once. */
const QUIET_MS = 60 * 60_000
const MOST_REMEMBERED = 1000
/** Keys of the secret beside that which holds the address or the token. */
const SIGNING_KEY = 'signing-key'
const API_URL = 'api-url'

/** Tells people of events, by the notifications of the factory in force. */
export class Notifier {
  readonly #options: NotifierOptions
  readonly #post: HttpPost
  readonly #told = new Map<string, number>()

  constructor(options: NotifierOptions) {
    this.#options = options
    this.#post = options.post ?? withRetries(postJson)
  }

  /** Notifications that cannot be delivered here, in words. */
  async problems(factory: Pick<Factory, 'notifications'>): Promise<string[]> {
    const found = await Promise.all(factory.notifications.map((notification) => this.#problem(notification)))
    return found.filter((problem) => problem !== undefined)
  }

  async #problem({ to, secretRef, channel }: Notification): Promise<string | undefined> {
    if (!secretRef) return `notifications to ${to} are not sent: they name no secretRef`
    if (to === 'github' && !isRepository(channel)) return 'notifications to github are not sent: channel is not OWNER/REPOSITORY'
    return (await this.#options.secretOf(secretRef))
      ? undefined
      : `notifications to ${to} are not sent: ${this.#options.nameOf(secretRef)} is not set`
  }

  async tell(event: FactoryEvent, factory: Pick<Factory, 'name' | 'target' | 'notifications'>, revision?: Revision): Promise<void> {
    const wanted = factory.notifications.filter((notification) => (notification.on as readonly string[]).includes(event.kind))
    if (wanted.length === 0 || !this.#isNews(event)) return
    await Promise.all(wanted.map((notification) => this.#send(notification, { event, factory, revision })))
  }

  #isNews({ kind, subject, message }: FactoryEvent): boolean {
    const now = this.#now()
    const what = `${kind} ${subject} ${message}`
    const last = this.#told.get(what)
    if (last !== undefined && now - last < QUIET_MS) return false
    this.#told.delete(what)
    this.#told.set(what, now)
    const [oldest] = this.#told.keys()
    if (this.#told.size > MOST_REMEMBERED && oldest !== undefined) this.#told.delete(oldest)
    return true
  }

  async #send(notification: Notification, message: Message): Promise<void> {
    const { to, secretRef, channel } = notification
    const value = secretRef && (await this.#options.secretOf(secretRef))
    if (!secretRef || !value) return
    const beside = (key: string): Promise<string | undefined> => Promise.resolve(this.#options.secretOf({ ...secretRef, key }))
    try {
      if (to === 'slack') await this.#post({ url: value, body: slackBody(message, channel) })
      if (to === 'webhook') await this.#post(webhookRequest(value, message, await beside(SIGNING_KEY), this.#now()))
      if (to === 'github' && isRepository(channel)) {
        const apiUrl = (await beside(API_URL)) ?? 'https://api.github.com'
        await tellGitHub(message, { repository: channel, token: value, apiUrl }, this.#post)
      }
    } catch (error) {
      this.#options.onProblem(`a notification to ${to} was not delivered: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #now(): number {
    return (this.#options.now ?? Date.now)()
  }
}

const isRepository = (channel: string | undefined): channel is string => channel !== undefined && /^[\w.-]+\/[\w.-]+$/.test(channel)
