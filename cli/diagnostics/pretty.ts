import pc from 'picocolors'
import type { Diagnostic } from '../../schema/diagnostic.js'
import { countDiagnostics, formatDiagnostics } from '../terminal/diagnostics.js'
import { allFine, checkedOf } from './all-fine.js'
import { type Findings, isValid, type Style } from './findings.js'

/** For people: each problem with the lines that it is about, then how many there are and what can be done. */
export function pretty(findings: Findings, { colour, links }: Style): string {
  const colours = pc.createColors(colour)
  const { diagnostics, texts } = findings
  if (diagnostics.length === 0) return allFine(findings, colour)
  const sign = isValid(findings) ? colours.green('✔') : colours.red('✘')
  return [
    ...formatDiagnostics(diagnostics, texts, colours, links),
    '',
    `${sign} ${checkedOf(findings)}: ${countDiagnostics(diagnostics)}`,
    ...[fixable(diagnostics), more(diagnostics)].flatMap((line) => (line === undefined ? [] : [colours.dim(`  ${line}`)])),
    '',
  ].join('\n')
}

function fixable(diagnostics: readonly Diagnostic[]): string | undefined {
  const withFix = diagnostics.filter(({ fixes = [] }) => fixes.length > 0)
  const safe = withFix.filter(({ fixes = [] }) => fixes.some((fix) => fix.safe)).length
  const others = withFix.length - safe
  if (safe > 0) return `\`aifactory fix\` puts ${safe} of them right${others > 0 ? `, with --unsafe ${others} more` : ''}.`
  return others > 0 ? `\`aifactory fix --unsafe\` offers a change for ${others} of them.` : undefined
}

function more(diagnostics: readonly Diagnostic[]): string {
  const [first] = diagnostics
  return `\`aifactory help ${first?.code}\` says more about a code.`
}
