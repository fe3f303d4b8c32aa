import type { GateView, VersionView } from '../view-model.js'
import { h } from './element.js'
import { formatCount } from './format.js'
import { verdictBadge } from './words.js'

/** What a version was held against before it might serve. */
export function gates({ version, rows, verdict, gates: list }: VersionView): HTMLElement {
  return h(
    'div',
    { class: 'gates' },
    h('h3', {}, `Gates of v${version} `, verdictBadge(verdict), h('span', { class: 'aside' }, `on ${formatCount(rows)} held-out rows`)),
    list.length === 0
      ? h('p', { class: 'empty' }, 'This model has no gates: every version passes.')
      : h(
          'div',
          { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Gates of version ${version}` },
          h(
            'table',
            {},
            h(
              'thead',
              {},
              h(
                'tr',
                {},
                ['Gate', 'Wanted', 'Observed', 'Verdict'].map((name) => h('th', { scope: 'col' }, name)),
              ),
            ),
            h('tbody', {}, list.map(gate)),
          ),
        ),
  )
}

function gate({ gate: name, requirement, observed, verdict, severity }: GateView): HTMLElement {
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, name, severity === 'warn' && h('span', { class: 'aside' }, 'holds nothing back')),
    h('td', { class: 'figures', 'data-label': 'wanted' }, requirement),
    h('td', { class: 'figures', 'data-label': 'observed' }, observed),
    h('td', {}, verdictBadge(verdict)),
  )
}
