import type { CodeEntry } from '../codes.js'

/** AF62xx: what a tool that a factory is rendered for does not honour; told by `render --backend`. Examples are parts of spec. */
export const TOOLS = {
  AF6201: {
    severity: 'error',
    title: 'Alertmanager: ways to tell',
    explanation: 'Alertmanager writes to Slack and to webhooks with what the file says. It needs a mail server, and knows no repository.',
    example: {
      wrong: 'notifications: [ { to: email, on: [drift], channel: ops@example.com, secretRef: { name: mail, key: password } } ]',
      right: 'notifications: [ { to: slack, on: [drift], secretRef: { name: slack, key: url } } ]',
    },
  },
  AF6202: {
    severity: 'warning',
    title: 'Alertmanager: no address',
    explanation: 'The address to write to is a secret, which Alertmanager reads from a file.',
    example: {
      wrong: 'notifications: [ { to: slack, on: [drift] } ]',
      right: 'notifications: [ { to: slack, on: [drift], secretRef: { name: slack, key: url } } ]',
    },
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
