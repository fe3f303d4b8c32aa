import pc from 'picocolors'
import type { FieldChange, ModelWork, Plan, ResourceChange } from '../../schema/generated/plan.js'
import { printable } from '../terminal/diagnostics.js'
import { formatTable } from '../terminal/table.js'
import {
  againstText,
  causeText,
  costLines,
  count,
  estimateText,
  inForceLines,
  listDifference,
  renameText,
  revisionText,
  rolloutText,
  STAGE_NAMES,
  stageText,
  stepText,
  summaryText,
  valueText,
} from './words.js'

type Colours = Pick<typeof pc, 'bold' | 'dim' | 'red' | 'yellow' | 'cyan' | 'green'>

/** A plan for people: what is new in the file, what runs because of it, and what could hurt. */
export function formatPlan(plan: Plan, colours: Colours = pc): string[] {
  const { bold, dim } = colours
  const target = plan.target === null ? '' : `, target ${plan.target}`
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', `  ${bold(title)}`, ...lines])
  const sections = [
    ...section(
      'in force',
      inForceLines(plan).map((line) => `    ${dim(line)}`),
    ),
    ...section(
      'changes',
      plan.changes.flatMap((change) => changeLines(change, plan.against.kind !== 'nothing', colours)),
    ),
    ...section(
      'in the cluster',
      (plan.objects ?? []).flatMap(({ object, ...change }) => changeLines({ id: object, ...change }, true, colours)),
    ),
    ...section(
      'runs',
      plan.models.flatMap((work) => modelLines(work, colours)),
    ),
    ...section('online features', featureLines(plan, colours)),
    ...section('rollouts', rolloutLines(plan, colours)),
    ...section(
      'servers and monitors',
      table(
        plan.live.map(({ subject, does, because }) => [subject, does, because]),
        colours,
      ),
    ),
    ...section(
      'removed',
      table(
        plan.removals.map(({ subject, what }) => [subject, what]),
        colours,
      ),
    ),
    ...section(
      'cost',
      costLines(plan.cost).map((line) => `    ${line}`),
    ),
    ...section(
      'look at this first',
      plan.warnings.map(({ subject, message }) => `    ${colours.yellow('!')} ${subject}: ${message}`),
    ),
  ]
  return [
    `${bold('plan')} for ${plan.factory}${target}: ${revisionText(plan.revision)}`,
    `  ${dim(`against ${againstText(plan.against)}`)}`,
    ...sections,
    ...(sections.length > 0 ? [''] : []),
    `  ${summaryText(plan)}`,
  ]
}

function changeLines(change: ResourceChange, withFields: boolean, colours: Colours): string[] {
  const { id, kind, fields } = change
  const sign = { added: colours.green('+'), changed: colours.yellow('~'), removed: colours.red('-'), renamed: colours.cyan('>') }[kind]
  if (kind === 'renamed') return [`    ${sign} ${id}  ${colours.dim(renameText(change))}`]
  const shown =
    withFields && kind === 'changed' ? fields.map((field) => `        ${printable(field.path)}: ${fieldText(field, colours)}`) : []
  return [`    ${sign} ${id}`, ...shown]
}

function fieldText(field: FieldChange, { red, green, dim }: Colours): string {
  if (field.path.endsWith('[order]')) return 'in another order'
  const difference = listDifference(field)
  if (difference) {
    const words = [
      ...difference.gone.map((word) => red(`-${valueText(word)}`)),
      ...difference.come.map((word) => green(`+${valueText(word)}`)),
    ]
    return words.join(' ') || 'in another order'
  }
  return `${dim(valueText(field.before))} -> ${valueText(field.after)}`
}

function modelLines({ model, because, causes, stages, underWay }: ModelWork, colours: Colours): string[] {
  const rows = stages.map((stage) => [
    `      ${stage.does === 'run' ? '>' : '='} ${STAGE_NAMES[stage.stage]}`,
    /^(source|dataset)\//.test(stage.subject) ? stage.subject : '',
    stageText(stage),
  ])
  const wait = underWay === undefined ? '' : `; run ${underWay} is finished first`
  return [
    `    model/${model}: ${because}${wait}`,
    ...causes.map((cause) => `        ${colours.cyan(causeText(cause))}`),
    ...formatTable(rows, (cell, column, row) => (column === 2 || stages[row]?.does === 'reuse' ? colours.dim(cell) : cell)),
  ]
}

function featureLines({ views }: Plan, colours: Colours): string[] {
  const rows = views.map(({ view, does, because, rows: written, estimate }) => {
    const size = written === undefined ? '' : `, about ${count(written, 'row')}`
    const time = estimate ? `, ${estimateText(estimate)}` : ''
    return [`view/${view}`, does === 'materialise' ? 'computed anew' : 'kept', `${because}${size}${time}`]
  })
  return table(rows, colours)
}

function rolloutLines({ rollouts }: Plan, colours: Colours): string[] {
  return rollouts.flatMap((rollout) => [
    `    endpoint/${rollout.endpoint}: ${rolloutText(rollout)}`,
    ...formatTable(
      rollout.steps.map((step) => [`      ${step.step}`, stepText(step)]),
      (cell, column) => (column === 1 ? colours.dim(cell) : cell),
    ),
  ])
}

function table(rows: readonly (readonly string[])[], { dim }: Colours): string[] {
  return formatTable(
    rows.map(([first, ...rest]) => [`    ${first}`, ...rest]),
    (cell, column) => (column === 0 ? cell : dim(cell)),
  )
}
