import type { MonitorView } from '../view-model.js'
import { type CheckAxis, checkAxis } from './check-axis.js'
import { type Child, s } from './element.js'
import { formatMonth } from './format.js'
import { heatRows } from './heat.js'
import { performanceLines } from './performance-chart.js'
import { monthStarts } from './scale.js'

const LANE = 18
const AXIS = 22
/** Room that the name of a month takes. */
const LABEL = 52
/** Performance lines above the heat strips, over one axis of checks; where another version came to serve is marked through all. */
export function monitorChart(view: MonitorView, options: { width: number; cursor: number | undefined }): SVGElement {
  const axis = checkAxis(options.width, view.checks.length)
  let y = LANE
  const contents: Child[] = []
  const titles: Child[] = []
  const parts = [
    ...view.performance.map((history) => performanceLines(history, axis)),
    ...view.drift.map((history) => heatRows(history, axis)),
  ]
  for (const { height, title, content } of parts) {
    contents.push(s('g', { transform: `translate(0 ${y})` }, content))
    titles.push(s('g', { transform: `translate(0 ${y})` }, title))
    y += height
  }
  const height = y + AXIS
  return s(
    'svg',
    { width: options.width, height, 'aria-hidden': 'true' },
    months(view, axis, y),
    contents,
    promotions(view, axis, y),
    titles,
    s('rect', {
      class: 'cursor',
      x: options.cursor === undefined ? 0 : axis.x(options.cursor),
      visibility: options.cursor === undefined ? 'hidden' : 'visible',
      y: LANE,
      width: Math.max(1, axis.step),
      height: y - LANE,
    }),
  )
}

function months({ checks }: MonitorView, axis: CheckAxis, bottom: number): Child[] {
  return monthStarts(checks, Math.ceil(44 / axis.step)).map((index, order) => [
    s('line', { class: 'grid', x1: axis.x(index), x2: axis.x(index), y1: LANE, y2: bottom + 4 }),
    axis.x(index) + LABEL < axis.width &&
      s('text', { class: 'tick', x: axis.x(index) + 3, y: bottom + 14 }, formatMonth(checks[index] ?? 0, order === 0)),
  ])
}

function promotions({ versions }: MonitorView, axis: CheckAxis, bottom: number): Child[] {
  const changes = versions.flatMap((version, index) => (index === 0 || versions[index - 1] !== version ? [{ version, index }] : []))
  return changes.map(({ version, index }, order) => {
    const next = changes[order + 1]?.index ?? axis.count
    const room = (next - index) * axis.step > 26
    return [
      index > 0 && [
        s('line', { class: 'promotion-edge', x1: axis.x(index), x2: axis.x(index), y1: LANE, y2: bottom }),
        s('line', { class: 'promotion', x1: axis.x(index), x2: axis.x(index), y1: 4, y2: bottom }),
      ],
      room && s('text', { class: 'promotion-text', x: axis.x(index) + 4, y: 12 }, `v${version}`),
    ]
  })
}
