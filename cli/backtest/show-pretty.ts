import pc from 'picocolors'
import type { BacktestReport, EndpointReport } from '../../schema/generated/backtest.js'
import { printable } from '../terminal/diagnostics.js'
import { formatTable } from '../terminal/table.js'
import { differenceText, remarksOf } from './remarks.js'
import { factsTable, monthsTable, type Table } from './tables.js'

const MARKS = { better: pc.green('✔'), same: pc.green('='), worse: pc.red('✘'), unknown: pc.yellow('?') } as const

/** The report for a terminal. */
export function showPretty(report: BacktestReport): string {
  const { factory, range, seed, base } = report
  const against = base ? `against ${printable(base.name ?? '')} ${base.id.slice(0, 8)}` : 'against yardsticks only'
  const lines = [
    `${pc.bold(`backtest ${factory}`)} ${pc.dim(`${range.from.slice(0, 10)} to ${range.to.slice(0, 10)}, every ${range.step}, seed ${seed}, ${against}`)}`,
    ...report.endpoints.flatMap(endpointLines),
    '',
    ...remarksOf(report).map((remark) => pc.dim(printable(remark))),
  ]
  return `${lines.join('\n')}\n`
}

function endpointLines(report: EndpointReport): string[] {
  const { endpoint, model, requests, verdict, differences } = report
  return [
    '',
    `${pc.bold(endpoint)} ${pc.dim(`model ${model}, ${requests.toLocaleString('en')} requests`)}`,
    '',
    ...tableLines(factsTable(report)),
    '',
    ...tableLines(monthsTable(report)),
    '',
    ...differences.map((found) => pc.dim(differenceText(report, found))),
    `${MARKS[verdict.quality]} ${pc.bold(printable(verdict.sentence))}`,
  ]
}

function tableLines({ head, rows }: Table): string[] {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  // Numbers stand right.
  const aligned = all.map((row) => row.map((cell, column) => (column === 0 ? cell : cell.padStart(widths[column] ?? 0))))
  const changes = head.indexOf('change')
  return formatTable(aligned, (cell, column, row) => {
    if (row === 0) return pc.dim(cell)
    return column === changes ? pc.cyan(cell) : cell
  })
}
