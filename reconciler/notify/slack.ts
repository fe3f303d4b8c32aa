import type { Message } from './message.js'

/** Slack's incoming webhook takes `text` with &, < and > escaped. */
export function slackBody({ event, factory }: Message, channel: string | undefined): object {
  const escaped = event.message.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return { text: `*${factory.name}* ${event.subject}, ${event.kind.replaceAll('_', ' ')}: ${escaped}`, ...(channel ? { channel } : {}) }
}
