import type { DashboardState, RunningView } from '../view-model.js'
import { h } from './element.js'
import { formatPercent, formatTime } from './format.js'
import { emptyNote } from './words.js'

/** What runs at this moment, and what comes next. */
export function running(state: DashboardState): HTMLElement {
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'running' },
    h('h2', { id: 'running' }, 'Running now'),
    state.running.length > 0 ? h('ul', { class: 'jobs' }, state.running.map(job)) : idle(state),
  )
}

function job({ key, what, subject, share, detail }: RunningView): HTMLElement {
  return h(
    'li',
    { 'data-key': key },
    h('span', { class: 'what' }, what, ' ', h('b', {}, subject)),
    h('progress', { max: 1, value: share === null ? null : share.toFixed(3), 'aria-label': `${what} ${subject}` }),
    h('span', { class: 'number' }, share === null ? '' : formatPercent(share)),
    h('span', { class: 'detail' }, detail),
  )
}

function idle({ factory, models, monitors }: DashboardState): HTMLElement {
  if (!factory) return emptyNote('Nothing yet. As soon as a valid aifactory.yaml is committed, its jobs appear here with their progress.')
  const next = [
    ...models.flatMap(({ name, nextScheduled }) => (nextScheduled === null ? [] : [{ at: nextScheduled, text: `training of ${name}` }])),
    ...monitors.flatMap(({ name, nextCheck }) => (nextCheck === null ? [] : [{ at: nextCheck, text: `check of ${name}` }])),
  ].sort((a, b) => a.at - b.at)
  const [first] = next
  return emptyNote(
    'Nothing at this moment. ',
    first ? `Next: ${first.text}, ${formatTime(first.at)} UTC.` : 'A commit or new data starts the next job.',
  )
}
