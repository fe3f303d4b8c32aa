import type { BacktestReport, EndpointReport, PolicyEvent, PolicyReport } from '../../schema/generated/backtest.js'
import { metricName } from '../dashboard/metric-name.js'
import { linearScale } from '../dashboard/page/scale.js'
import { MARKERS, marker } from './plot-markers.js'
import { PLOT_STYLE } from './plot-style.js'
import { POLICY_NAMES } from './policy-names.js'
import { monthsOf } from './spans.js'
import { element, escapeXml, pathThrough, text } from './svg.js'

const WIDTH = 960
const LEFT = 112
const RIGHT = 24
const CHART = { top: 100, bottom: 360 }
const ROW = 20

/** Weeks with fewer outcomes are noise. */
const LEAST_OUTCOMES = 30

/** The metric by week under each policy, and beneath it what the file's policy and the base did and when. An SVG that needs nothing else. */
export function plotOf(report: BacktestReport, endpoint: EndpointReport): string {
  const span = { from: Date.parse(report.range.from), to: Date.parse(report.range.to) }
  const x = (time: number): number => LEFT + ((time - span.from) / (span.to - span.from)) * (WIDTH - LEFT - RIGHT)
  const { metric, policies } = endpoint
  const lanes = policies.filter(({ policy }) => policy === 'file' || policy === 'base')
  const height = CHART.bottom + 44 + lanes.length * (LANES.length * ROW + 30) + 34
  const title = `${report.factory} · ${endpoint.endpoint}: ${metricName(metric)} by week`
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${height}`,
      width: WIDTH,
      height,
      role: 'img',
      'aria-labelledby': 'title desc',
    },
    [
      element('title', { id: 'title' }, [escapeXml(title)]),
      element('desc', { id: 'desc' }, [escapeXml(endpoint.verdict.sentence)]),
      element('style', {}, [PLOT_STYLE]),
      element('rect', { class: 'ground', width: WIDTH, height }),
      text(24, 32, title, { class: 'title' }),
      legend(policies),
      ...monthLines(span, x, height - 40),
      ...chart(endpoint, x),
      ...lanes.flatMap((policy, index) => lane(policy, CHART.bottom + 44 + index * (LANES.length * ROW + 30), x)),
      markerLegend(height - 16),
    ],
  )}\n`
}

type X = (time: number) => number

function legend(policies: readonly PolicyReport[]): string {
  let at = 24
  const entries = policies.map(({ policy }) => {
    const from = at
    at += 52 + POLICY_NAMES[policy].length * 7.5
    return element('g', {}, [
      element('line', { class: `line ${policy}`, x1: from, x2: from + 26, y1: 56, y2: 56 }),
      text(from + 33, 60, POLICY_NAMES[policy]),
    ])
  })
  return element('g', { class: 'legend' }, entries)
}

function monthLines(span: { from: number; to: number }, x: X, bottom: number): string[] {
  return monthsOf(span).flatMap(({ from, to }, index) => {
    const date = new Date(from)
    const name = date.toLocaleString('en', { month: 'short', timeZone: 'UTC' })
    const year = index === 0 || date.getUTCMonth() === 0 ? ` ${date.getUTCFullYear()}` : ''
    const wide = x(to) - x(from) > 24
    return [
      element('line', { class: 'grid', x1: x(from), x2: x(from), y1: CHART.top, y2: bottom }),
      ...(wide ? [text(x(from) + 4, CHART.bottom + 18, `${name}${year}`, { class: 'faint' })] : []),
    ]
  })
}

function chart({ metric, better, policies }: EndpointReport, x: X): string[] {
  const weeks = (policy: PolicyReport) =>
    policy.weeks.map(({ from, to, outcomes, metrics }) => ({
      at: (Date.parse(from) + Date.parse(to)) / 2,
      value: outcomes < LEAST_OUTCOMES ? undefined : metrics[metric],
    }))
  const values = policies.flatMap((policy) => weeks(policy).flatMap(({ value }) => value ?? []))
  const y = linearScale(values, [CHART.bottom, CHART.top], 5)
  const digits = Math.max(...y.ticks.map((tick) => (String(tick).split('.')[1] ?? '').length))
  const ticks = y.ticks.flatMap((tick) => [
    element('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick) }),
    text(LEFT - 8, y(tick) + 4, tick.toFixed(digits), { class: 'faint', 'text-anchor': 'end' }),
  ])
  // What was asked about is drawn last, on top.
  const lines = policies.toReversed().map((policy) => {
    const points = weeks(policy).map(({ at, value }) => (value === undefined ? undefined : ([x(at), y(value)] as const)))
    return element('path', { class: `line ${policy.policy}`, d: pathThrough(points) })
  })
  return [
    ...ticks,
    text(LEFT - 8, CHART.top - 12, better === 'higher' ? '↑ better' : '↓ better', { class: 'faint', 'text-anchor': 'end' }),
    ...lines,
  ]
}

/** The rows beneath the chart, each for some kinds of events. */
const LANES: readonly { readonly name: string; readonly kinds: readonly PolicyEvent['kind'][] }[] = [
  { name: 'alerts', kinds: ['alert', 'refused'] },
  { name: 'training', kinds: ['trained', 'rejected', 'failed'] },
  { name: 'serving', kinds: ['promoted', 'rolloutAborted', 'rolledBack'] },
]

function lane({ policy, events }: PolicyReport, top: number, x: X): string[] {
  return [
    text(24, top, POLICY_NAMES[policy], { class: `name ${policy}` }),
    ...LANES.flatMap(({ name, kinds }, index) => {
      const y = top + 18 + index * ROW
      return [
        text(LEFT - 14, y + 4, name, { class: 'faint', 'text-anchor': 'end' }),
        element('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }),
        ...events.filter(({ kind }) => kinds.includes(kind)).map((event) => marker(event.kind, x(Date.parse(event.at)), y, told(event))),
      ]
    }),
  ]
}

/** What is shown where the pointer rests on a marker. */
function told({ at, kind, version, message }: PolicyEvent): string {
  const what = version === undefined ? MARKERS[kind].name : `${MARKERS[kind].name}, version ${version}`
  return `${at.slice(0, 16).replace('T', ' ')} ${what}: ${message.split('\n')[0]}`
}

function markerLegend(y: number): string {
  let at = 24
  const entries = Object.entries(MARKERS).map(([kind, { name }]) => {
    const from = at
    at += 30 + name.length * 6.9
    return element('g', {}, [marker(kind as PolicyEvent['kind'], from + 5, y - 4, name), text(from + 16, y, name, { class: 'faint' })])
  })
  return element('g', {}, entries)
}
