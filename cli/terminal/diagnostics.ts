import pc from 'picocolors'
import type { Diagnostic, Position, Range } from '../../schema/diagnostic.js'
import { docsOf } from '../../schema/docs.js'

export type Colours = Pick<typeof pc, 'bold' | 'dim' | 'red' | 'yellow' | 'cyan' | 'green'>

const NAMES = { error: 'error', warning: 'warning', info: 'note' } as const
/** Columns of a line that are shown; longer ones are cut around what is marked. */
const WIDTH = 140

/**
 * Lines for people: each problem with the part of the file that it is about. Texts are by file; without one, only the place is
 * told. Where the terminal follows links, each code leads to its page.
 */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  texts: ReadonlyMap<string, string> = new Map(),
  colours: Colours = pc,
  links = false,
): string[] {
  return diagnostics.flatMap((diagnostic, index) => [...(index > 0 ? [''] : []), ...formatDiagnostic(diagnostic, texts, colours, links)])
}

function formatDiagnostic(diagnostic: Diagnostic, texts: ReadonlyMap<string, string>, colours: Colours, links: boolean): string[] {
  const { code, severity, message, file, range, suggestion, related = [] } = diagnostic
  const colour = { error: colours.red, warning: colours.yellow, info: colours.cyan }[severity]
  return [
    `${colour(`${NAMES[severity]} ${links ? linked(code, docsOf(code)) : code}`)}${colours.bold(`: ${printable(message)}`)}`,
    ...(file !== undefined && range ? formatPlace(file, range, texts, colour, colours) : []),
    ...related.flatMap((other) => formatRelated(other, texts, colours)),
    ...(suggestion !== undefined ? [`  ${colours.cyan('help')}: ${printable(suggestion)}`] : []),
  ]
}

/** A link in a terminal (OSC 8). */
function linked(text: string, address: string): string {
  return `\u001b]8;;${address}\u001b\\${text}\u001b]8;;\u001b\\`
}

function formatRelated(
  { message, file, range }: NonNullable<Diagnostic['related']>[number],
  texts: ReadonlyMap<string, string>,
  colours: Colours,
): string[] {
  return [`  ${colours.dim('note')}: ${printable(message)}`, ...formatPlace(file, range, texts, colours.dim, colours)]
}

function formatPlace(
  file: string,
  { start, end }: Range,
  texts: ReadonlyMap<string, string>,
  colour: (text: string) => string,
  colours: Colours,
): string[] {
  const place = `  ${colours.dim('at')} ${printable(file)}:${start.line + 1}:${start.column + 1}`
  const line = lineOf(texts.get(file), start.line)
  if (line === undefined || line.trim() === '') return [place]
  const number = String(start.line + 1)
  const { shown, from, length } = clip(line, start, end)
  const mark = '^'.repeat(Math.max(1, length))
  return [
    place,
    `  ${colours.dim(`${number} |`)} ${printable(shown)}`,
    `  ${colours.dim(`${' '.repeat(number.length)} |`)} ${' '.repeat(from)}${colour(mark)}`,
  ]
}

function lineOf(text: string | undefined, line: number): string | undefined {
  return text
    ?.replace(/^\uFEFF/, '')
    .split('\n')
    [line]?.replace(/\r$/, '')
}

/** The part of a line around what is marked, and where the mark is in it. A mark over several lines ends with its first. */
function clip(line: string, start: Position, end: Position): { shown: string; from: number; length: number } {
  const last = end.line === start.line ? end.column : line.length
  const offset = start.column > WIDTH - 20 ? start.column - 20 : 0
  const shown = line.slice(offset, offset + WIDTH)
  // Characters outside the basic plane are two units and one column.
  const columns = (text: string) => [...text].length
  const from = columns(line.slice(offset, start.column))
  return { shown, from, length: columns(shown.slice(start.column - offset, Math.max(last, start.column + 1) - offset)) }
}

/** Text of a user's file must not steer the terminal; each character keeps its width. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
  return text.replaceAll('\t', ' ').replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '\ufffd')
}

/** "2 errors, 1 warning". */
export function countDiagnostics(diagnostics: readonly Pick<Diagnostic, 'severity'>[]): string {
  const counts = (['error', 'warning', 'info'] as const).map((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
    return count === 0 ? undefined : `${count} ${NAMES[severity]}${count === 1 ? '' : 's'}`
  })
  return counts.filter((count) => count !== undefined).join(', ')
}
