import type { EventView } from '../view-model.js'
import { h } from './element.js'
import { formatTime, withTimes } from './format.js'
import { emptyNote, levelMark } from './words.js'

export type EventFilter = 'all' | 'attention'

/** What has happened, the newest first. */
export function events(list: readonly EventView[], filter: EventFilter): HTMLElement {
  const shown = filter === 'all' ? list : list.filter(({ level }) => level === 'warn' || level === 'bad')
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'events' },
    h(
      'div',
      { class: 'title' },
      h('h2', { id: 'events' }, 'Events'),
      h(
        'div',
        { class: 'filter', role: 'group', 'aria-label': 'Events to show' },
        button('all', 'All', filter),
        button('attention', 'Warnings and problems', filter),
      ),
    ),
    shown.length > 0
      ? h('ol', { class: 'events' }, shown.map(event))
      : emptyNote(
          list.length > 0 ? 'Nothing here asks for attention.' : 'Runs, promotions, rollouts and drift are told here as they happen.',
        ),
  )
}

function button(value: EventFilter, label: string, filter: EventFilter): HTMLElement {
  return h('button', { type: 'button', 'data-filter': value, 'aria-pressed': value === filter ? 'true' : 'false' }, label)
}

function event({ id, at, level, kind, subject, message }: EventView): HTMLElement {
  return h(
    'li',
    { class: `l-${level}`, 'data-key': id },
    levelMark(level),
    h('time', { datetime: new Date(at).toISOString() }, formatTime(at)),
    h('span', { class: 'event-kind' }, kind.replaceAll('_', ' '), ' ', h('b', {}, subject)),
    h('span', { class: 'message' }, withTimes(message)),
  )
}
