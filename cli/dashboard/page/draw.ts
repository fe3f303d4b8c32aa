import { h } from './element.js'
import { endpoint } from './endpoint.js'
import { events } from './events.js'
import { header } from './header.js'
import { lineage } from './lineage.js'
import { model } from './model.js'
import { monitor } from './monitor.js'
import type { PageState } from './page-state.js'
import { running } from './running.js'
import { emptyNote } from './words.js'

/** As in the style: the padding of a card on both sides with its border, and where two columns begin. */
const CARD_PADDING = 50
const NARROW_PADDING = 34
const NARROW = 640
const TWO_COLUMNS = 1000
const SIDE = 340

/** The whole page for a state, at a width in pixels. */
export function draw(page: PageState, width: number): HTMLElement {
  const { state } = page
  if (!state)
    return h(
      'div',
      { class: 'page' },
      h('p', { class: 'empty first' }, page.problem ?? (page.connected ? 'Loading' : 'The factory does not answer.')),
    )
  const inner = Math.max(240, Math.min(width, 1240) - (width < NARROW ? NARROW_PADDING : CARD_PADDING))
  const chartWidth = width >= TWO_COLUMNS ? SIDE : inner
  const { factory, now } = state
  return h(
    'div',
    { class: page.connected ? 'page' : 'page stale' },
    header(state, page.connected),
    h(
      'main',
      {},
      page.problem !== undefined && h('p', { class: 'state bad', role: 'alert' }, h('b', {}, 'The state cannot be read. '), page.problem),
      factory?.description && h('p', { class: 'purpose' }, factory.description),
      running(state),
      lineage(state.lineage, inner),
      state.endpoints.map((view) => endpoint(view, now)),
      state.models.map((view) => model(view, { now, selected: page.selected.get(view.name), chartWidth })),
      state.monitors.map((view) => monitor(view, { width: inner, cursor: page.cursors.get(view.name) })),
      factory &&
        state.monitors.length === 0 &&
        h(
          'section',
          { class: 'card' },
          h('h2', {}, 'Monitors'),
          emptyNote('None is declared. Under monitors in aifactory.yaml, live traffic can be compared with training data.'),
        ),
      events(state.events, page.filter),
    ),
  )
}
