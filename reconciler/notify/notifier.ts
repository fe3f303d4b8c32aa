import type { Factory } from '../../compiler/graph/factory.js'
import type { Notification, SecretRef } from '../../schema/generated/aifactory.js'
import type { FactoryEvent } from '../store/store.js'

export interface NotifierOptions {
  readonly variableOf: (ref: SecretRef) => string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Sends one message; fetch unless a test says otherwise. */
  readonly post: (url: string, body: unknown) => Promise<void>
  /** Told what could not be delivered. Work never waits for, or fails with, a notification. */
  readonly onProblem: (message: string) => void
}

/** Tells people of events, by the notifications of the factory in force. */
export class Notifier {
  readonly #options: NotifierOptions

  constructor(options: NotifierOptions) {
    this.#options = options
  }

  /** Notifications that cannot be delivered on this machine, in words. */
  problems(factory: Factory): string[] {
    return factory.notifications.flatMap((notification) => {
      const variable = notification.secretRef && this.#options.variableOf(notification.secretRef)
      if (variable === undefined) return [`notifications to ${notification.to} are not sent: they name no secretRef`]
      return this.#options.environment[variable] ? [] : [`notifications to ${notification.to} are not sent: ${variable} is not set`]
    })
  }

  async tell(event: FactoryEvent, factory: Factory): Promise<void> {
    const wanted = factory.notifications.filter((notification) => (notification.on as readonly string[]).includes(event.kind))
    await Promise.all(wanted.map((notification) => this.#send(notification, event, factory)))
  }

  async #send({ to, secretRef, channel }: Notification, event: FactoryEvent, factory: Factory): Promise<void> {
    const url = secretRef && this.#options.environment[this.#options.variableOf(secretRef)]
    if (!url) return
    try {
      await this.#options.post(
        url,
        to === 'slack' ? slackMessage(event, factory, channel) : { factory: factory.name, ...event, at: new Date(event.at).toISOString() },
      )
    } catch (error) {
      this.#options.onProblem(`a notification to ${to} was not delivered: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

/** Slack's incoming webhook takes `text` with &, < and > escaped. */
function slackMessage(event: FactoryEvent, factory: Factory, channel: string | undefined): object {
  const escaped = event.message.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return { text: `*${factory.name}* ${event.subject}, ${event.kind.replaceAll('_', ' ')}: ${escaped}`, ...(channel ? { channel } : {}) }
}

/** Posts JSON and expects a 2xx within 10 seconds. */
export async function postJson(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  })
  if (!response.ok) throw new Error(`the receiver answered ${response.status}`)
}
