import type pico from 'picocolors'
import { WHOLE } from '../../reconciler/operate/request.js'
import type { FactoryEvent } from '../../reconciler/store/store.js'
import { formatTable } from '../terminal/table.js'
import type { Desk } from './desk.js'
import { at, type Explanation } from './why/explanation.js'

type Colors = ReturnType<typeof pico.createColors>

/** Who serves, what is on its way, and what watches, in a line each. */
export function showStatus(desk: Desk, headlines: ReadonlyMap<string, string>, pc: Colors): string {
  const { factory, revision, now } = desk.state
  const about = [
    `${pc.bold(factory?.name ?? '')}${factory?.target ? ` (${factory.target})` : ''}`,
    ...(revision ? [`${revision.id.slice(0, 12)} ${revision.message}`] : []),
    `${at(now)} by the clock of the data`,
    desk.atWork ? 'aifactory is at work here' : pc.yellow('nothing is at work here: aifactory up'),
  ]
  const whole = desk.suspensions.get(WHOLE)
  if (whole) about.push(pc.yellow(`suspended by ${whole.by} since ${at(whole.at)}${whole.reason ? `: ${whole.reason}` : ''}`))
  const rows = desk.objects.map((object) => [object, headlines.get(object) ?? ''])
  return `${[...about, '', ...formatTable(rows, (cell, column) => (column === 0 ? pc.bold(cell) : cell))].join('\n')}\n`
}

export function showExplanation({ object, headline, because, evidence, next }: Explanation, pc: Colors): string {
  const list = (lines: readonly string[]): string[] =>
    lines.filter((line) => line !== '').map((line) => `  ${line.replaceAll('\n', '\n    ')}`)
  const rows = evidence.map(({ what, found, wanted = '', verdict = '' }) => [verdict, what, wanted && `wanted ${wanted}`, `found ${found}`])
  const paint = (cell: string, column: number): string =>
    column === 0 ? (cell.startsWith('pass') ? pc.green(cell) : pc.yellow(cell)) : cell
  return `${[
    `${pc.bold(object)}: ${headline}`,
    ...(because.length > 0 ? [pc.dim('because'), ...list(because)] : []),
    ...(rows.length > 0 ? [pc.dim('evidence'), ...list(formatTable(rows, paint))] : []),
    ...(next.length > 0 ? [pc.dim('next'), ...list(next)] : []),
  ].join('\n')}\n`
}

export function showEvents(events: readonly FactoryEvent[], pc: Colors): string {
  const colours = { info: pc.dim, good: pc.green, warn: pc.yellow, bad: pc.red }
  const rows = events.map((event) => [at(event.at).replace(' UTC', ''), event.kind, event.subject, event.message.split('\n')[0] ?? ''])
  const paint = (cell: string, column: number, row: number): string => (column === 1 ? colours[events[row]?.level ?? 'info'](cell) : cell)
  return rows.length > 0 ? `${formatTable(rows, paint).join('\n')}\n` : 'nothing has happened yet\n'
}
