import type { Plan, ResourceChange } from '../../schema/generated/plan.js'
import {
  againstText,
  causeText,
  costLines,
  count,
  estimateText,
  inForceLines,
  renameText,
  revisionText,
  rolloutText,
  STAGE_NAMES,
  stageText,
  stepText,
  summaryText,
  valueText,
} from './words.js'

/** A line that no reader sees, by which a comment is found again, so that it is updated rather than added. */
export function planMarker({ factory, target }: Pick<Plan, 'factory' | 'target'>): string {
  return `<!-- aifactory-plan ${factory}${target === null ? '' : `/${target}`} -->`
}

/** A plan as a comment of a pull request, in the Markdown that GitHub and GitLab share. */
export function markdownPlan(plan: Plan): string {
  const target = plan.target === null ? '' : `, target ${code(plan.target)}`
  const warnings = plan.warnings.map(({ subject, message }) => `- ${code(subject)}: ${text(message)}`)
  const changes = [...plan.changes, ...(plan.objects ?? []).map(({ object, ...change }) => ({ id: object, ...change }))]
  const sections = [
    planMarker(plan),
    `### Plan for ${code(plan.factory)}${target}`,
    `**${text(summaryText(plan))}** · ${text(revisionText(plan.revision))} against ${text(againstText(plan.against))}`,
    ...(warnings.length > 0 ? [`**Look at this first**\n\n${warnings.join('\n')}`] : []),
    ...folded(
      'In force',
      inForceLines(plan).length,
      inForceLines(plan)
        .map((line) => `- ${text(line)}`)
        .join('\n'),
    ),
    ...folded(
      'Changes',
      changes.length,
      table(
        ['', 'resource', 'field', 'before', 'after'],
        changes.flatMap((change) => changeRows(change, plan)),
      ),
    ),
    ...folded('Runs', plan.models.length, runs(plan)),
    ...folded(
      'Online features',
      plan.views.length,
      table(
        ['view', '', 'why', 'rows', 'time'],
        plan.views.map((view) => [
          code(`view/${view.view}`),
          view.does === 'materialise' ? 'computed anew' : 'kept',
          text(view.because),
          view.rows === undefined ? '' : count(view.rows, 'row'),
          text(estimateText(view.estimate)),
        ]),
      ),
    ),
    ...folded('Rollouts', plan.rollouts.length, rollouts(plan)),
    ...folded(
      'Servers and monitors',
      plan.live.length,
      table(
        ['resource', 'what', 'why'],
        plan.live.map(({ subject, does, because }) => [code(subject), does, text(because)]),
      ),
    ),
    ...folded(
      'Removed',
      plan.removals.length,
      table(
        ['resource', 'what happens'],
        plan.removals.map(({ subject, what }) => [code(subject), text(what)]),
      ),
    ),
    ...folded(
      'Cost',
      costLines(plan.cost).length,
      costLines(plan.cost)
        .map((line) => `- ${text(line)}`)
        .join('\n'),
    ),
    `<sub>${plan.digest.slice(0, 12)}</sub>`,
  ]
  return `${sections.join('\n\n')}\n`
}

function folded(title: string, items: number, body: string): string[] {
  return items === 0 ? [] : [`<details><summary>${title} (${items})</summary>\n\n${body}\n\n</details>`]
}

function changeRows(change: ResourceChange, { against }: Plan): string[][] {
  const { id, kind, fields } = change
  if (kind === 'renamed') return [[kind, code(id), text(renameText(change)), '', '']]
  if (kind !== 'changed' || against.kind === 'nothing') return [[kind, code(id), '', '', '']]
  return fields.map(({ path, before, after }, index) => [
    index === 0 ? kind : '',
    index === 0 ? code(id) : '',
    code(path),
    before === undefined ? '' : code(valueText(before)),
    after === undefined ? '' : code(valueText(after)),
  ])
}

function runs({ models }: Plan): string {
  return models
    .map(({ model, because, causes, stages }) => {
      const why = causes.map((cause) => `- ${code(causeText(cause))}`)
      const rows = stages.map((stage) => [
        stage.does === 'run' ? 'run' : '',
        STAGE_NAMES[stage.stage],
        code(stage.subject),
        text(stageText(stage)),
      ])
      return [
        `${code(`model/${model}`)}: ${text(because)}`,
        ...(why.length > 0 ? [why.join('\n')] : []),
        ...(rows.length > 0 ? [table(['', 'stage', 'of', ''], rows)] : []),
      ].join('\n\n')
    })
    .join('\n\n')
}

function rollouts(plan: Plan): string {
  return plan.rollouts
    .map((rollout) => {
      const steps = rollout.steps.map((step, index) => [String(index + 1), code(step.step), text(stepText(step))])
      return [
        `${code(`endpoint/${rollout.endpoint}`)}: ${text(rolloutText(rollout))}`,
        ...(steps.length > 0 ? [table(['', 'step', 'takes'], steps)] : []),
      ].join('\n\n')
    })
    .join('\n\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Text that Markdown and HTML show as it is: no tag, no table cell, no link and nobody mentioned. */
export function text(plain: string): string {
  return plain
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
}

/** A code span, fenced by more backticks than it holds; in a table, a pipe is escaped also inside of it. */
export function code(plain: string): string {
  const line = plain.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')
  if (line === '') return ''
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const space = longest > 0 ? ' ' : ''
  return `${fence}${space}${line}${space}${fence}`
}
