import { formatDuration } from '../../schema/duration.js'
import type {
  Against,
  Cost,
  Estimate,
  FieldChange,
  ModelWork,
  Plan,
  ResourceChange,
  Rollout,
  RolloutStep,
  StageWork,
} from '../../schema/generated/plan.js'
import { printable } from '../terminal/diagnostics.js'

/** What a plan says, in words that the terminal and a pull request share. */

const LONGEST = 90

export const STAGE_NAMES: Readonly<Record<StageWork['stage'], string>> = {
  validate: 'validate data',
  build: 'build features',
  train: 'train',
  evaluate: 'evaluate',
  gates: 'check gates',
}

export const ROLLOUT_KINDS: Readonly<Record<Rollout['kind'], string>> = {
  first: 'the first version that passes its gates serves at once',
  steps: 'the new version comes to serve by these steps',
  restart: 'the rollout under way starts again with these steps',
  continue: 'the rollout under way goes on with these steps',
}

export function revisionText({ id, message }: { readonly id?: string; readonly message?: string }): string {
  if (id === undefined) return 'nothing'
  if (id.startsWith('working-tree:')) return 'the files as they are'
  return `commit ${id.slice(0, 8)}${message ? ` "${printable(message)}"` : ''}`
}

export function againstText(against: Against): string {
  switch (against.kind) {
    case 'local':
      return `${revisionText(against)}, in force here`
    case 'revision':
      return `${revisionText(against)}${against.name ? ` (${printable(against.name)})` : ''}`
    case 'cluster':
      return `the cluster ${printable(against.name ?? '')}`
    case 'nothing':
      return against.name ?? 'nothing: there is no earlier revision'
  }
}

/** A value as in the file, on one line. */
export function valueText(value: unknown): string {
  if (value === undefined) return '(none)'
  const text = printable(typeof value === 'string' ? value : inline(value))
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return entries.length === 0 ? '{}' : `{ ${entries.map(([name, part]) => `${name}: ${inline(part)}`).join(', ')} }`
}

/** What came to a list of words and what went; undefined for anything else. */
export function listDifference({ before, after }: FieldChange): { gone: readonly string[]; come: readonly string[] } | undefined {
  if (!isWords(before) || !isWords(after)) return undefined
  return { gone: before.filter((word) => !after.includes(word)), come: after.filter((word) => !before.includes(word)) }
}

const isWords = (value: unknown): value is string[] => Array.isArray(value) && value.every((entry) => typeof entry === 'string')

export function estimateText(estimate: Estimate | undefined): string {
  if (!estimate) return ''
  if (estimate.basis === 'limit') return `at most ${formatDuration(estimate.ms)}, its timeout`
  return `about ${formatDuration(estimate.ms)}, measured on ${count(estimate.runs, 'run')}`
}

/** What serves on this machine, and what is on its way there. */
export function inForceLines({ inForce }: Plan): string[] {
  if (!inForce) return []
  const versions = inForce.models.flatMap(({ model, champion, challenger }) => {
    const tried = challenger === undefined ? '' : `; version ${challenger} is tried`
    return champion === undefined && tried === ''
      ? []
      : [`model/${model}: ${champion === undefined ? 'no champion' : `version ${champion} is champion`}${tried}`]
  })
  const rollouts = inForce.endpoints.flatMap(({ endpoint, rollout }) =>
    rollout
      ? [
          `endpoint/${endpoint}: version ${rollout.version} is rolled out, ${rollout.step} of ${count(rollout.steps, 'step')} done: ${printable(rollout.message)}`,
        ]
      : [],
  )
  return [...versions, ...rollouts]
}

export function stageText({ does, key, estimate }: StageWork): string {
  if (does === 'run') return estimateText(estimate)
  return key === undefined ? 'reused' : `reused ${key.slice(0, 8)}`
}

/** Such as view/carrier_history ttl > dataset/departures > model/late-arrival. */
export function causeText({ via, fields }: ModelWork['causes'][number]): string {
  const [origin, ...rest] = via
  const shown = fields.length > 3 ? [...fields.slice(0, 3), `${fields.length - 3} more`] : fields
  return [`${origin} ${printable(shown.join(', '))}`, ...rest].join(' > ')
}

export function stepText({ ms, samples, person }: RolloutStep): string {
  return [
    ms > 0 ? formatDuration(ms) : '',
    person ? 'until a person lets it go on' : '',
    samples === undefined ? '' : `once it has ${count(samples, 'prediction')}`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}

export function rolloutText({ kind, champion, ms, open, steps }: Rollout): string {
  const serves = champion === undefined ? '' : `version ${champion} serves; `
  const length = steps.length === 0 ? '' : `, ${open ? 'at least ' : 'about '}${formatDuration(ms)}`
  return `${serves}${ROLLOUT_KINDS[kind]}${length}`
}

export function costLines({ priced, amount, currency, gpuHours, basis, training, serving }: Cost): string[] {
  const bound = basis === 'limit' ? 'at most ' : 'about '
  const hours = (total: number, unit: string) => (total > 0 ? [`${total} ${unit}`] : [])
  const cpu = training.reduce((sum, run) => sum + run.cpuHours, 0)
  const used = [...hours(gpuHours, 'GPU-hours'), ...hours(Number(cpu.toFixed(4)), 'core-hours')]
  const price = priced && amount !== undefined ? [`${money(amount, currency)}`] : []
  const lines = training.length === 0 || used.length + price.length === 0 ? [] : [`training: ${bound}${[...price, ...used].join(', ')}`]
  if (training.length > 0 && !priced && used.length > 0) lines.push('no prices: platform.cost has none')
  const range = (value: { min: number; max: number } | undefined) =>
    value === undefined
      ? 'nothing'
      : value.min === value.max
        ? money(value.min, currency)
        : `${money(value.min, currency)} to ${money(value.max, currency)}`
  return [...lines, ...serving.map(({ endpoint, before, after }) => `endpoint/${endpoint}: ${range(before)} -> ${range(after)} a month`)]
}

/** Small amounts keep their digits. */
function money(amount: number, currency: string): string {
  return `${amount >= 1 || amount === 0 ? amount.toFixed(2) : Number(amount.toPrecision(2))} ${currency}`
}

/** What renamed resources mean: rows, and all that is known by its content, are found again. */
export function renameText({ id, from }: ResourceChange): string {
  const free = /^(source|dataset)\//.test(id)
  return `was ${from}${free ? '; nothing runs again for that' : ''}`
}

/** Such as "1 added, 2 changed; 1 model trains". */
export function summaryText({ changes, models, objects, empty }: Plan): string {
  if (empty) return 'nothing to change'
  const kinds = (['added', 'changed', 'removed', 'renamed'] as const).flatMap((kind) => {
    const number = [...changes, ...(objects ?? [])].filter((change) => change.kind === kind).length
    return number > 0 ? [`${number} ${kind}`] : []
  })
  if (objects !== undefined) {
    const jobs = objects.filter(({ object, kind }) => kind === 'added' && object.startsWith('Job/')).length
    return `${kinds.join(', ')}${jobs > 0 ? `; ${count(jobs, 'job')} ${jobs === 1 ? 'runs' : 'run'}` : ''}`
  }
  const train = models.filter(({ stages }) => stages.some(({ stage, does }) => stage === 'train' && does === 'run')).length
  return [kinds.join(', '), train > 0 ? `${count(train, 'model')} ${train === 1 ? 'trains' : 'train'}` : 'no model trains']
    .filter(Boolean)
    .join('; ')
}

export const count = (number: number, noun: string): string => `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
