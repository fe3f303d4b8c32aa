import { parse } from 'yaml'
import type { SchemaField } from '../../scripts/schema-fields.mjs'
import { type Found, valuesAt } from '../backends/field-pattern.js'
import { FULL } from './full-factory.js'

type Holder = Record<string, unknown>

/** How a field is changed where another number or letter is no valid value: which of its values, and what comes in its place. */
interface Change {
  readonly of?: (found: Found) => boolean
  readonly to: unknown
  /** Other fields beside it, which go with the new value; undefined takes one out. */
  readonly with?: Holder
}

const inside =
  (name: string) =>
  ({ path }: Found): boolean =>
    path.includes(name)
const beside =
  (field: string, value?: unknown) =>
  ({ holder }: Found): boolean =>
    value === undefined ? (holder as Holder)[field] !== undefined : (holder as Holder)[field] === value
const isText = ({ value }: Found): boolean => typeof value === 'string'

const CHANGES: Readonly<Record<string, Change>> = {
  'spec.sources.*.format': { to: 'json' },
  'spec.sources.*.timestampField': { to: 'at2' },
  'spec.sources.*.createdTimestampField': { to: 'known2' },
  'spec.sources.*.schema.*': { of: inside('town2'), to: 'int64' },
  'spec.sources.*.schema.*.type': { to: 'int64' },
  'spec.sources.*.expectations[].expect': { of: beside('expect', 'unique'), to: 'not_null' },
  'spec.sources.*.expectations[].columns[]': { to: 'town' },
  'spec.sources.*.expectations[].column': { to: 'minutes' },
  'spec.entities.*.joinKeys[]': { to: 'town2' },
  'spec.featureViews.*.entities[]': { to: 'town' },
  'spec.featureViews.*.source': { to: 'outcomes' },
  'spec.featureViews.*.ttl': { to: '31d' },
  'spec.featureViews.*.features.*.column': { to: 'distance' },
  'spec.featureViews.*.features.*.type': { to: 'int64' },
  'spec.datasets.*.source': { to: 'outcomes' },
  'spec.datasets.*.label.column': { to: 'minutes2' },
  'spec.datasets.*.label.type': { to: 'int64' },
  'spec.datasets.*.request[]': { of: ({ value }) => value === 'town2', to: 'town' },
  'spec.datasets.*.features[]': { of: ({ value }) => value === 'history:late', to: 'history:distance_before' },
  'spec.datasets.*.split.by': { to: 'random', with: { gap: undefined } },
  'spec.datasets.*.split.column': { to: 'town2' },
  'spec.models.*.task': { to: 'multiclass_classification' },
  'spec.models.*.dataset': { of: inside('minutes'), to: 'rides', with: { task: 'binary_classification' } },
  'spec.models.*.trainer.runtime': { of: inside('minutes'), to: 'container', with: { image: 'train', code: undefined } },
  'spec.models.*.trainer.parameters': { of: inside('minutes'), to: { depth: 3 } },
  'spec.models.*.trainer.parameters.seed': { to: 9 },
  'spec.models.*.trainer.queueName': { to: 'other' },
  'spec.models.*.trainer.env.*': { of: isText, to: 'slow' },
  'spec.models.*.evaluation.slices[]': { to: 'town2' },
  'spec.models.*.gates.metrics[].metric': { of: beside('versus'), to: 'log_loss' },
  'spec.models.*.gates.metrics[].versus': { to: undefined, with: { minDelta: undefined, confidence: undefined, min: 0.1 } },
  'spec.models.*.gates.robustness[].missing.columns[]': { to: 'late' },
  'spec.models.*.gates.robustness[].noise.columns[]': { to: 'late' },
  'spec.models.*.gates.behaviour[].expect': { to: 'decreases' },
  'spec.models.*.gates.fairness[].metric': { to: 'equalized_odds_difference' },
  'spec.models.*.gates.fairness[].column': { to: 'town2' },
  'spec.models.*.retrain.schedule': { to: '0 3 * * 1' },
  'spec.monitors.*.schedule': { to: '0 0 * * 1' },
  'spec.endpoints.*.model': { of: inside('plain'), to: 'minutes' },
  'spec.endpoints.*.logger.mode': { of: inside('plain'), to: 'none' },
  'spec.endpoints.*.auth.type': { to: 'none', with: { secretRef: undefined } },
  'spec.endpoints.*.groundTruth.source': { to: 'trips' },
  'spec.endpoints.*.groundTruth.joinKey[]': { of: ({ value }) => value === 'at', to: 'town' },
  'spec.endpoints.*.rollout.strategy': { of: inside('beside'), to: 'shadow' },
  'spec.endpoints.*.rollout.stickiness.header': { to: 'x-account' },
  'spec.endpoints.*.rollout.stickiness.input': { to: 'driver' },
  'spec.endpoints.*.rollout.analysis.*.metrics[].by': { to: 'last' },
  'spec.endpoints.*.rollout.steps[].mirror': { to: '50%' },
  'spec.endpoints.*.rollout.steps[].analysis': { to: 'worth' },
  'spec.endpoints.*.rollout.analysis.*.metrics[].metric': { of: beside('versus'), to: 'pr_auc' },
  'spec.endpoints.*.rollout.analysis.*.metrics[].versus': { to: undefined, with: { minDelta: undefined, maxRatio: undefined, min: 0.1 } },
  'spec.monitors.*.endpoint': { of: inside('before'), to: 'plain' },
  'spec.monitors.*.reference': { of: isText, to: { window: '7d' } },
  'spec.monitors.*.drift[].columns': { of: isText, to: ['distance', 'late'] },
  'spec.monitors.*.drift[].columns[]': { to: 'late' },
  'spec.monitors.*.drift[].column': { to: 'distance' },
  'spec.monitors.*.drift[].method': { of: beside('column'), to: 'jensen_shannon' },
  'spec.monitors.*.performance[].metric': { to: 'pr_auc' },
  'spec.monitors.*.performance[].dropVersus': { to: undefined, with: { by: undefined } },
  'spec.monitors.*.drift[].actions[]': { to: 'rollback' },
  'spec.monitors.*.performance[].actions[]': { to: 'rollback' },
  'spec.monitors.*.quality[].actions[]': { to: 'rollback' },
  'spec.monitors.*.quality[].expect': { of: beside('expect', 'not_null'), to: 'unique', with: { mostly: undefined } },
  'spec.monitors.*.quality[].columns[]': { to: 'driver' },
  'spec.monitors.*.quality[].column': { to: 'driver' },
  'spec.platform.cost.currency': { to: 'USD' },
  'spec.platform.spot.tolerations[]': { to: { key: 'other', operator: 'Exists' } },
  'spec.notifications[].to': { to: 'webhook', with: { channel: undefined } },
}

const WHOLE = parse(FULL) as object

/** Values of fields that some backend refuses whatever they are, so that the whole factory lacks them. */
const GIVEN: Readonly<Record<string, unknown>> = {
  'spec.sources.trips.connection': { name: 'store', key: 'url' },
  'spec.sources.trips.expectations.0.actions': ['alert'],
  'spec.featureViews.history.onDemand': { far: { description: 'Far.', expression: 'distance > 5', type: 'bool' } },
  'spec.models.minutes.trainer.numNodes': 2,
  'spec.endpoints.api.logger.retention': '30d',
  'spec.pipeline.schedule': '0 4 * * *',
  'spec.platform.artifactStore': 's3://models',
}

/**
 * The whole factory with another value of a field: one of those that it has, or one given to a field that it lacks.
 * @param whole the factory to change, by default one that uses all fields.
 * @returns undefined where there is no other value, as of a field of something that is refused.
 */
export function changedFactory({ path: field, values }: SchemaField, whole: object = WHOLE): object | undefined {
  const document = structuredClone(whole)
  const given = Object.keys(GIVEN).find(
    (at) => patternOf(at) === field || field.startsWith(`${patternOf(at)}.`) || field === `${patternOf(at)}[]`,
  )
  if (given !== undefined) {
    const keys = given.split('.')
    put(
      keys.slice(0, -1).reduce<unknown>((at, key) => (at as Holder)[key], document),
      keys.at(-1) ?? '',
      GIVEN[given],
    )
    return document
  }
  const change = CHANGES[field]
  const found = valuesAt(document, field).find((candidate) => change?.of?.(candidate) ?? true)
  if (found === undefined) return undefined
  const to = change ? change.to : otherValue(found.value, values)
  const last = found.path.at(-1) ?? ''
  put(found.holder, last, to)
  for (const [name, value] of Object.entries(change?.with ?? {})) put(found.holder, name, value)
  return document
}

/** A field of the schema that a place such as spec.sources.trips.expectations.0.actions is of. */
function patternOf(place: string): string {
  const words = place.split('.')
  const named = words.map((word, at) =>
    at === 2 && words[0] === 'spec' && !['pipeline', 'platform'].includes(words[1] ?? '') ? '*' : word,
  )
  return named.join('.').replace(/\.\d+/g, '[]')
}

function put(holder: unknown, key: string | number, value: unknown): void {
  if (value === undefined) delete (holder as Holder)[key]
  else (holder as Holder)[key] = value
}

/** Another value of the same kind: the next number, another word of the list, a longer name. */
function otherValue(value: unknown, schemas: SchemaField['values']): unknown {
  const words = schemas.flatMap(({ enum: list }) => (list as unknown[] | undefined) ?? [])
  if (words.includes(value)) return words.find((word) => word !== value)
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return Number.isInteger(value) ? value + 1 : value * 0.9
  if (typeof value !== 'string') return undefined
  return /\d/.test(value) ? value.replace(/\d+/, (digits) => String(Number(digits) + 1)) : `${value}x`
}
