import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import pc from 'picocolors'
import type { Inference } from './starter.js'

const TASKS = {
  binary_classification: 'binary classification',
  multiclass_classification: 'classification',
  regression: 'regression',
} as const

/** What was inferred and what to do next, for the terminal. */
export function initReport(inference: Inference, file: string): string {
  const { profile, label, times, entity, inputs, data } = inference
  const line = (name: string, value: string) => `  ${pc.dim(name.padEnd(8))} ${value}`
  const shown = relative('', data.folder) || '.'
  const warnings = [
    ...(profile.rows < 200 ? [`${profile.rows} rows are few: measured quality will swing from split to split.`] : []),
    ...inputs.left
      .filter(({ why }) => why.startsWith('gives'))
      .map(({ name, why }) => `${name} ${why}: it is left out of the request. Put it back if it is known before the outcome.`),
  ]
  const gitSteps = `git init && git add aifactory.yaml ${quoted(data.path)} && git commit -m ${quoted('Start the factory')}`
  return [
    `${pc.green('wrote')} ${relative('', file) || file}`,
    line('data', `${data.path}: ${profile.rows} rows, ${profile.columns.length} columns`),
    line('label', `${label.expression ?? label.column.name} (${label.why}; ${TASKS[label.task]})`),
    line(
      'time',
      times
        ? `${times.event.name}, ${times.event.first} to ${times.event.last}${times.known ? `; known at ${times.known.name}` : ''}`
        : 'none: a random split, no history',
    ),
    line('entity', entity && times ? `${entity.name}, ${entity.distinct} of them` : 'none'),
    line('inputs', inputs.columns.map(({ name }) => name).join(', ')),
    ...(inputs.left.length > 0 ? [line('left out', inputs.left.map(({ name, why }) => `${name} (${why})`).join(', '))] : []),
    ...warnings.map((warning) => `${pc.yellow('note')} ${warning}`),
    '',
    'Next:',
    ...(insideRepository(data.folder) ? [] : [`  ${shown === '.' ? gitSteps : `cd ${quoted(shown)} && ${gitSteps} && cd -`}`]),
    `  aifactory validate ${quoted(shown)}`,
    `  aifactory up ${quoted(shown)}`,
    '',
  ].join('\n')
}

function insideRepository(folder: string): boolean {
  return existsSync(join(folder, '.git')) || (dirname(folder) !== folder && insideRepository(dirname(folder)))
}

/** A word for a POSIX shell. Patterns are left to the shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./*-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
