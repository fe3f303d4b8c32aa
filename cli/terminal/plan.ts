import pc from 'picocolors'
import type { Plan } from '../../reconciler/plan/plan.js'
import type { Revision } from '../../reconciler/source/revision-source.js'
import { formatTable } from './table.js'

const SIGN = { added: pc.green('+'), changed: pc.yellow('~'), removed: pc.red('-') } as const

/** A plan for people: what is new in the file, and what runs because of it. */
export function formatPlan({ changes, work }: Plan, revision: Revision, first: boolean): string[] {
  const name = revision.id.startsWith('working-tree') ? revision.message : `commit ${revision.id.slice(0, 8)} "${revision.message}"`
  const lines = [`${pc.bold('plan')} ${pc.dim(`for ${name}`)}`]
  if (changes.length === 0 && work.length === 0) return [...lines, `  ${pc.dim('nothing to change')}`]
  for (const change of changes) {
    lines.push(`  ${SIGN[change.kind]} ${change.id}`)
    if (first) continue
    for (const field of change.fields) lines.push(`      ${field.path}: ${showChange(field.before, field.after)}`)
  }
  if (work.length) lines.push(`  ${pc.bold('runs')}`)
  const rows = work.map(({ subject, runs, because }) => [`    ${subject}`, runs.join(' > ') || 'nothing', because])
  return [...lines, ...formatTable(rows, (cell, column) => (column === 2 ? pc.dim(cell) : cell))]
}

/** Lists of words are shown by what came and went; anything else by what it was and is. */
function showChange(before: unknown, after: unknown): string {
  if (isWords(before) && isWords(after)) {
    const gone = before.filter((word) => !after.includes(word)).map((word) => pc.red(`-${word}`))
    const come = after.filter((word) => !before.includes(word)).map((word) => pc.green(`+${word}`))
    return [...gone, ...come].join(' ') || 'in another order'
  }
  return `${pc.dim(show(before))} -> ${show(after)}`
}

const isWords = (value: unknown): value is string[] => Array.isArray(value) && value.every((entry) => typeof entry === 'string')

function show(value: unknown): string {
  if (value === undefined) return '(none)'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
