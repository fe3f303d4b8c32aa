import { metricName } from '../metric-name.js'
import type { ModelView, VersionView } from '../view-model.js'
import { h } from './element.js'
import { formatCount, formatDay, formatMetric, formatSpan, formatTime, withTimes } from './format.js'
import { gates } from './gates.js'
import { versionChart } from './version-chart.js'
import { emptyNote, stateBadge } from './words.js'

/** One model: its versions, how good they are, and what they were held against. */
export function model(view: ModelView, options: { now: number; selected: number | undefined; chartWidth: number }): HTMLElement {
  const { versions, metrics } = view
  const chosen = versions.find(({ version }) => version === options.selected) ?? versions[0]
  return h(
    'section',
    { class: 'card', id: `model-${view.name}`, 'data-key': view.name },
    h(
      'div',
      { class: 'title' },
      h('h2', {}, h('span', { class: 'kind' }, 'Model'), view.name),
      h('p', { class: 'headline' }, `${view.task.replaceAll('_', ' ')}, ${view.trainer} trainer`),
    ),
    view.description && h('p', { class: 'description' }, view.description),
    training(view, options.now),
    chosen
      ? [
          h(
            'div',
            { class: 'split' },
            table(view, chosen),
            h(
              'div',
              { class: 'charts' },
              metrics.map((metric) => versionChart(metric, versions, { width: options.chartWidth, selected: chosen.version })),
            ),
          ),
          gates(chosen),
        ]
      : emptyNote(
          'No version yet. After the first training run, versions appear here with their metrics, their gates and why they were trained.',
        ),
  )
}

function training({ run, waiting, failure, nextScheduled }: ModelView, now: number): HTMLElement | null {
  if (run) {
    return h(
      'p',
      { class: 'state info' },
      h('b', {}, `Run ${run.id} is under way`),
      ` for ${formatSpan(now - run.startedAt)}. Why: ${run.reason}, ${run.detail}.`,
    )
  }
  if (failure)
    return h('p', { class: 'state bad' }, h('b', {}, `Run ${failure.id} failed`), ` on ${formatDay(failure.at)}: ${failure.message}`)
  if (waiting) return h('p', { class: 'state warn' }, h('b', {}, 'Training waits. '), withTimes(waiting))
  return nextScheduled === null ? null : h('p', { class: 'state' }, `Next scheduled training: ${formatTime(nextScheduled)} UTC.`)
}

function table(view: ModelView, chosen: VersionView): HTMLElement {
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Versions of ${view.name}` },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ['Version', 'Created'].map((name) => h('th', { scope: 'col' }, name)),
          view.metrics.map(({ name }) => h('th', { scope: 'col', class: 'number' }, metricName(name))),
          ['State', 'Why'].map((name) => h('th', { scope: 'col' }, name)),
        ),
      ),
      h(
        'tbody',
        {},
        view.versions.map((version) => row(view, version, version === chosen)),
      ),
    ),
    view.total > view.versions.length && h('p', { class: 'aside' }, `${view.total - view.versions.length} older versions are not shown.`),
  )
}

function row({ name, metrics }: ModelView, version: VersionView, selected: boolean): HTMLElement {
  return h(
    'tr',
    { 'data-key': version.version, class: selected ? 'selected' : null },
    h(
      'th',
      { scope: 'row' },
      h(
        'button',
        {
          type: 'button',
          class: 'version',
          'data-model': name,
          'data-version': version.version,
          'aria-pressed': selected ? 'true' : 'false',
        },
        `v${version.version}`,
      ),
    ),
    h('td', { class: 'nowrap' }, formatDay(version.createdAt)),
    metrics.map((metric) => {
      const value = version.metrics[metric.name]
      return h(
        'td',
        { class: 'number', 'data-label': metricName(metric.name), title: `on ${formatCount(version.rows)} rows` },
        value === undefined ? '–' : formatMetric(value),
      )
    }),
    h('td', {}, stateBadge(version.state)),
    h(
      'td',
      { class: 'why-cell' },
      h('span', { class: 'trigger' }, version.trigger),
      version.reason && h('span', { class: 'reason' }, version.reason),
    ),
  )
}
