import type { LatestCheck, MonitorView, RuleView } from '../view-model.js'
import { h } from './element.js'
import { formatCount, formatTime } from './format.js'
import { monitorChart } from './monitor-chart.js'
import { readout } from './readout.js'
import { emptyNote, verdictBadge } from './words.js'

/** One monitor: what its latest check says, and how it came to that. */
export function monitor(view: MonitorView, options: { width: number; cursor: number | undefined }): HTMLElement {
  const { latest } = view
  return h(
    'section',
    { class: 'card', id: `monitor-${view.name}`, 'data-key': view.name },
    h(
      'div',
      { class: 'title' },
      h('h2', {}, h('span', { class: 'kind' }, 'Monitor'), view.name, ' ', latest && overall(latest)),
      h('p', { class: 'headline' }, `${view.window} of traffic to ${view.endpoint}, compared with ${view.reference}`),
    ),
    latest
      ? [
          verdicts(latest, view.nextCheck),
          h(
            'figure',
            {
              class: 'history',
              tabindex: 0,
              role: 'group',
              'data-monitor': view.name,
              'aria-label': `${view.checks.length} checks of ${view.name}. Arrow keys move through them.`,
            },
            monitorChart(view, options),
            h('figcaption', { class: 'readout', 'aria-live': 'polite' }, readout(view, options.cursor)),
          ),
          legend(),
        ]
      : emptyNote(
          'No check yet. ',
          view.nextCheck === null ? '' : `The first is due on ${formatTime(view.nextCheck)} UTC. `,
          'Then every column is shown here over time, beside how well the model does on live traffic.',
        ),
  )
}

function verdicts({ at, rows, version, rules }: LatestCheck, nextCheck: number | null): HTMLElement {
  return h(
    'div',
    { class: 'verdicts' },
    h(
      'h3',
      {},
      'Latest check',
      h(
        'span',
        { class: 'aside' },
        `${formatTime(at)} UTC, ${formatCount(rows)} rows of v${version}${nextCheck === null ? '' : `; next ${formatTime(nextCheck)}`}`,
      ),
    ),
    h('ul', {}, rules.toSorted((a, b) => ORDER[a.verdict] - ORDER[b.verdict]).map(rule)),
  )
}

/** What asks for attention comes first. */
const ORDER = { fail: 0, inconclusive: 1, 'no-data': 2, pass: 3 } as const
const FIRES = { drift: 'drift', decay: 'decay', quality: 'bad data' } as const

function rule({ kind, title, verdict, message, drifted, streak, needed, actions }: RuleView): HTMLElement {
  const word = verdict === 'fail' ? FIRES[kind] : verdict === 'pass' ? (kind === 'quality' ? 'good data' : 'steady') : undefined
  return h(
    'li',
    {},
    verdictBadge(verdict, word),
    h(
      'div',
      {},
      h('b', {}, title),
      message && h('span', { class: 'message' }, message),
      !(drifted[0] === undefined || message.includes(drifted[0])) &&
        h(
          'span',
          { class: 'columns' },
          drifted.map((column) => h('span', { class: 'column-chip' }, column)),
        ),
      verdict === 'fail' && h('span', { class: 'aside' }, consequence(streak, needed, actions)),
    ),
  )
}

function overall({ verdict, rules }: LatestCheck): HTMLElement {
  const fired = [...new Set(rules.filter((one) => one.verdict === 'fail').map(({ kind }) => FIRES[kind]))]
  return verdictBadge(verdict, fired.length > 0 ? fired.join(', ') : verdict === 'pass' ? 'steady' : undefined)
}

/** A streak of 0 while a rule fires: it has just acted, or starts to count anew. */
function consequence(streak: number, needed: number, actions: readonly string[]): string {
  const what = actions.join(', ')
  if (needed <= 1 || streak === 0) return `Action: ${what}`
  return streak >= needed
    ? `${streak} checks in a row; action after the cooldown: ${what}`
    : `${streak} of ${needed} checks in a row; then: ${what}`
}

function legend(): HTMLElement {
  const swatch = (level: string, text: string): HTMLElement =>
    h('li', {}, h('span', { class: `swatch h-${level}`, 'aria-hidden': 'true' }), text)
  return h(
    'ul',
    { class: 'legend' },
    swatch('0', 'far below the threshold'),
    swatch('1', ''),
    swatch('2', 'near it'),
    swatch('3', 'drifted'),
    swatch('4', ''),
    swatch('5', 'drifted far'),
    swatch('none', 'no evidence'),
    swatch('fires', 'the rule as a whole fires'),
  )
}
