import type { ColumnHistory, DriftHistory } from '../view-model.js'
import { type ChartPart, type CheckAxis, NARROW } from './check-axis.js'
import { type Child, s } from './element.js'
import { formatPercent, shorten } from './format.js'
import { runsOf } from './scale.js'

const HEAD = 26
const FIRES = 6
const ROW = 13
const GAP = 2

/** A drift rule as a strip for each column over the checks, under a thin one that shows where the rule as a whole fired. */
export function heatRows(history: DriftHistory, axis: CheckAxis): ChartPart {
  const { columns, verdicts } = history
  const letters = Math.floor((axis.left - 12) / 6.1)
  const fires = strip(verdicts.replaceAll(/[^f]/g, '-'), axis, HEAD - 8, FIRES - 2)
  return {
    height: HEAD + FIRES - 8 + columns.length * (ROW + GAP) + 6,
    title: s('text', { class: 'rule-title', x: 0, y: HEAD - 13 }, titleOf(history, axis.width < NARROW)),
    content: [
      fires,
      columns.map((column, row) => {
        const y = HEAD - 8 + FIRES + row * (ROW + GAP)
        return [
          s('text', { class: 'row-name', x: 0, y: y + 10 }, shorten(column.column, letters), s('title', {}, column.column)),
          strip(column.levels, axis, y, ROW),
          latest(column, axis, y),
        ]
      }),
    ],
  }
}

function titleOf({ title, threshold, usesPValue, driftShare, columns }: DriftHistory, narrow: boolean): string {
  const drifts = threshold === null ? '' : usesPValue ? `, drifts at p below ${threshold}` : `, drifts above ${threshold}`
  const fires = !narrow && columns.length > 1 && driftShare > 0 ? `, the rule fires at ${formatPercent(driftShare)} of columns` : ''
  return `${title}${drifts}${fires}`
}

/** One path for each level, so that hundreds of checks are a handful of elements. */
function strip(levels: string, axis: CheckAxis, y: number, height: number): Child[] {
  const paths = new Map<string, string>()
  for (const { letter, from, to } of runsOf(levels)) {
    if (letter === '-') continue
    const x = axis.x(from).toFixed(2)
    const width = ((to - from) * axis.step).toFixed(2)
    paths.set(letter, `${paths.get(letter) ?? ''}M${x} ${y}h${width}v${height}h-${width}z`)
  }
  return [...paths].map(([letter, d]) => s('path', { class: `h-${letter === 'f' ? 'fires' : letter}`, d }))
}

function latest({ values }: ColumnHistory, axis: CheckAxis, y: number): Child {
  const value = values.at(-1)
  if (value === null || value === undefined || axis.left < 150) return null
  return s(
    'text',
    { class: 'row-value end', x: axis.left - 8, y: y + 10 },
    value < 0.001 ? '<0.001' : value.toPrecision(2).length > 6 ? value.toFixed(3) : Number(value.toPrecision(2)).toString(),
  )
}
