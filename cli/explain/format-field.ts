import pc from 'picocolors'
import type { ExplainedField, ExplainedOrigin, ExplainedVariable } from '../../compiler/explain/explained.js'
import { printable } from '../terminal/diagnostics.js'
import { formatOrigin, formatPlace, formatValue, GIVEN } from './format-value.js'

/** One field for people: its value, what it means, and where the value comes from. */
export function formatField({ path, value, origins, description, type, unit, default: fallback }: ExplainedField): string[] {
  const facts: [string, string | undefined][] = [
    ['type', type],
    ['unit', unit],
    ['default', fallback === undefined ? undefined : formatValue(fallback)],
  ]
  return [
    `${pc.bold(printable(path))}: ${printable(formatValue(value))}`,
    '',
    ...(description === undefined ? [] : [description]),
    ...facts.flatMap(([name, text]) => (text === undefined ? [] : [`${pc.dim(name.padEnd(8))} ${text}`])),
    ...(origins.length === 0 ? [] : ['']),
    ...origins.flatMap(formatStep),
  ]
}

function formatStep(origin: ExplainedOrigin, index: number): string[] {
  const word = origin.removed ? 'removed' : index === 0 ? 'from' : 'over'
  const shown = origin.removed ? '' : printable(formatValue(origin.text !== undefined && index > 0 ? origin.text : origin.value))
  return [
    `${pc.dim(word.padEnd(8))} ${shown}${shown === '' ? '' : '  '}${pc.cyan(printable(formatOrigin(origin)))}`,
    ...(origin.variables ?? []).flatMap(formatVariable),
  ]
}

function formatVariable({ name, given }: ExplainedVariable): string[] {
  return given.map(({ by, value, file, range }, index) => {
    const label = index === 0 ? `var.${name}` : 'over'
    return `${pc.dim(`           ${label}`)} ${printable(formatValue(value))}  ${pc.cyan(printable(`${GIVEN[by]}, ${formatPlace(file, range)}`))}`
  })
}
