import type { DashboardState } from '../view-model.js'
import { h, s } from './element.js'
import { formatPercent, formatTime } from './format.js'

/** The factory's name, the revision in force and the clock of the data. */
export function header(state: DashboardState, connected: boolean): HTMLElement {
  const { factory, revision, now } = state
  return h(
    'header',
    {},
    h(
      'div',
      { class: 'bar' },
      logo(),
      h(
        'div',
        { class: 'name' },
        h('h1', {}, factory?.name ?? 'aifactory'),
        factory?.target && h('span', { class: 'chip' }, factory.target),
        h(
          'span',
          { class: connected ? 'live' : 'live lost', role: 'status' },
          h('span', { class: 'dot', 'aria-hidden': 'true' }),
          connected ? 'live' : 'connection lost, trying again',
        ),
      ),
      h(
        'dl',
        { class: 'facts' },
        h('div', {}, h('dt', {}, 'Data clock'), h('dd', {}, h('time', { datetime: new Date(now).toISOString() }, formatTime(now)), ' UTC')),
        revision &&
          h(
            'div',
            { class: 'revision' },
            h('dt', {}, 'Revision'),
            h(
              'dd',
              { title: `${revision.id}\n${revision.message}${revision.author ? `\n${revision.author}` : ''}` },
              h('code', {}, shortId(revision.id)),
              ' ',
              revision.message,
            ),
          ),
      ),
    ),
    state.replay && replayBar(state.replay),
  )
}

/** A commit's first eight digits; other revisions by their kind. */
function shortId(id: string): string {
  return /^[0-9a-f]{40,64}$/.test(id) ? id.slice(0, 8) : (id.split(':', 1)[0] ?? id)
}

function replayBar({ from, to, at }: NonNullable<DashboardState['replay']>): HTMLElement {
  const share = (at - from) / (to - from)
  return h(
    'div',
    { class: 'replay' },
    h('span', {}, 'Replay of past data'),
    h('progress', { max: 1, value: share.toFixed(4), 'aria-label': 'Replay' }),
    h('span', { class: 'number' }, formatPercent(share)),
  )
}

/** Four steps that come round to where they began. */
function logo(): SVGElement {
  return s(
    'svg',
    { class: 'logo', viewBox: '0 0 24 24', width: 26, height: 26, 'aria-hidden': 'true' },
    s('path', { class: 'logo-ring', d: 'M12 3a9 9 0 1 1-8.6 6.3' }),
    s('path', { class: 'logo-tip', d: 'M1.2 8.6 3.6 12l3.6-2.2' }),
    s('circle', { class: 'logo-core', cx: 12, cy: 12, r: 3.2 }),
  )
}
