import type { Notification, Spec } from '../../schema/generated/aifactory.js'
import { entries, items, type Rule } from './context.js'

type Event = Notification['on'][number]

/** Notifications are of events that can happen, and can be sent. */
export const silentNotifications: Rule = ({ spec, report, value, pruned }) => {
  for (const [index, { to, on, secretRef }] of items(spec.notifications)) {
    if (secretRef === undefined) {
      report.error('AF4181', `nothing is sent to ${to} without its address`, value('notifications', index, 'to'), {
        suggestion: 'Add secretRef: { name: ..., key: ... } with the address to post to.',
      })
    }
    if (pruned) continue
    for (const [place, event] of items<Event>(on)) {
      const cause = missingCause(event, spec)
      if (cause) report.warning('AF4180', `${event} never happens: ${cause}`, value('notifications', index, 'on', place))
    }
  }
}

function missingCause(event: Event, spec: Spec): string | undefined {
  const monitors = entries(spec.monitors).map(([, monitor]) => monitor)
  const endpoints = entries(spec.endpoints).map(([, endpoint]) => endpoint)
  switch (event) {
    case 'drift':
      return monitors.some(({ drift = [] }) => drift.length > 0) ? undefined : 'no monitor has drift rules'
    case 'decay':
      return monitors.some(({ performance = [] }) => performance.length > 0) ? undefined : 'no monitor has performance rules'
    case 'gates_failed':
      return entries(spec.models).some(([, { gates }]) => gates !== undefined) ? undefined : 'no model has gates'
    case 'approval_needed':
      return entries(spec.models).some(([, { gates }]) => gates?.approval !== undefined) ? undefined : 'no model asks for approval'
    case 'rollout_started':
    case 'promoted':
      return endpoints.length > 0 ? undefined : 'there are no endpoints'
    default:
      return undefined
  }
}
