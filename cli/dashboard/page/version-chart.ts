import { metricName } from '../metric-name.js'
import type { MetricColumn, VersionView } from '../view-model.js'
import { h, s } from './element.js'
import { formatMetric } from './format.js'
import { linearScale } from './scale.js'

const HEIGHT = 118
const TOP = 8
const BOTTOM = 20
const LEFT = 40
const RIGHT = 16

/** A metric of every version, oldest to newest, with what the gates ask for. */
export function versionChart(
  metric: MetricColumn,
  newestFirst: readonly VersionView[],
  options: { width: number; selected: number },
): HTMLElement {
  const { width, selected } = options
  const points = newestFirst.toReversed().flatMap((version) => {
    const value = version.metrics[metric.name]
    return value === undefined ? [] : [{ version, value }]
  })
  const limits = [metric.min, metric.max].filter((limit) => limit !== null)
  const y = linearScale([...points.map(({ value }) => value), ...limits], [HEIGHT - BOTTOM, TOP], 3)
  const space = (width - LEFT - RIGHT) / Math.max(1, points.length)
  const x = (index: number): number => LEFT + (index + 0.5) * space
  const every = Math.ceil(24 / space)
  const line = points.map(({ value }, index) => `${index === 0 ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`).join('')
  return h(
    'figure',
    { class: 'chart' },
    h(
      'figcaption',
      {},
      metricName(metric.name),
      h('span', { class: 'aside' }, metric.higherIsBetter ? 'higher is better' : 'lower is better'),
    ),
    s(
      'svg',
      {
        width,
        height: HEIGHT,
        role: 'img',
        'aria-label': `${metricName(metric.name)} by version: ${points.map(({ version, value }) => `v${version.version} ${formatMetric(value)}`).join(', ')}`,
      },
      y.ticks.map((tick) => [
        s('line', { class: 'grid', x1: LEFT, x2: width - RIGHT, y1: y(tick), y2: y(tick) }),
        s('text', { class: 'tick end', x: LEFT - 6, y: y(tick) + 3.5 }, String(tick)),
      ]),
      limits.map((limit) => [
        s('line', { class: 'limit', x1: LEFT, x2: width - RIGHT, y1: y(limit), y2: y(limit) }),
        s('text', { class: 'limit-text end', x: width - RIGHT, y: y(limit) + (limit === metric.max ? -4 : 11) }, `gate ${limit}`),
      ]),
      s('path', { class: 'thin', d: line }),
      points.map(({ version, value }, index) => [
        mark(version, x(index), y(value), version.version === selected),
        (points.length - 1 - index) % every === 0 && s('text', { class: 'tick middle', x: x(index), y: HEIGHT - 5 }, `v${version.version}`),
      ]),
    ),
  )
}

function mark({ version, state, metrics: _ }: VersionView, x: number, y: number, selected: boolean): SVGElement {
  const title = s('title', {}, `v${version} ${state}`)
  const ring = selected && s('circle', { class: 'halo', cx: x, cy: y, r: 8 })
  if (state === 'rejected') {
    return s('g', {}, ring, s('path', { class: 'm-rejected', d: `M${x - 3.5} ${y - 3.5}l7 7m0-7l-7 7` }), title)
  }
  return s('g', {}, ring, s('circle', { class: `m-${state}`, cx: x, cy: y, r: state === 'champion' ? 5 : 4 }), title)
}
