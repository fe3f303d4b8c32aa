import type { BacktestReport, EndpointReport } from '../../schema/generated/backtest.js'
import { escaped } from '../diagnostics/markdown.js'
import { differenceText, remarksOf } from './remarks.js'
import { factsTable, monthsTable, type Table } from './tables.js'

/** By which a comment of an earlier run is found, to be replaced. */
const MARKER = '<!-- aifactory: backtest -->'
const SIGNS = { better: '✅', same: '🟰', worse: '❌', unknown: '❔' } as const

/** The report as a comment for a pull request. Text of the file stays text. */
export function showMarkdown(report: BacktestReport): string {
  const { factory, range, seed, base } = report
  const against = base ? ` against ${escaped(base.name ?? 'base')} (${base.id.slice(0, 8)})` : ''
  const lines = [
    MARKER,
    `### Backtest of ${escaped(factory)}${against}`,
    '',
    ...report.endpoints.flatMap(endpointLines),
    `Replayed ${range.from.slice(0, 10)} to ${range.to.slice(0, 10)}, every ${range.step}, seed ${seed}.`,
    '',
    ...remarksOf(report).map((remark) => `- ${escaped(remark)}`),
  ]
  return `${lines.join('\n')}\n`
}

function endpointLines(report: EndpointReport): string[] {
  const { endpoint, model, requests, verdict, differences } = report
  return [
    `${SIGNS[verdict.quality]} **${escaped(verdict.sentence)}**`,
    '',
    `Endpoint ${escaped(endpoint)}, model ${escaped(model)}, ${requests.toLocaleString('en')} requests.`,
    '',
    ...tableLines(factsTable(report)),
    '',
    '<details><summary>By month</summary>',
    '',
    ...tableLines(monthsTable(report)),
    '',
    '</details>',
    '',
    ...differences.map((found) => `- ${escaped(differenceText(report, found))}`),
    '',
  ]
}

function tableLines({ head, rows }: Table): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => escaped(cell.replace(/^ {2}/, '\u2003'))).join(' | ')} |`
  return [line(head), `|${head.map((_, column) => (column === 0 ? '---' : '---:')).join('|')}|`, ...rows.map(line)]
}
