import type { AIFactory, Expectation, FeatureView, Spec } from '../../schema/generated/aifactory.js'
import type { DataArgument } from './data-argument.js'
import type { InferredInputs } from './infer-inputs.js'
import type { InferredLabel } from './infer-label.js'
import type { InferredTimes } from './infer-times.js'
import { isKey } from './infer-times.js'
import type { ColumnProfile, DataProfile } from './profile.js'
import { startingGates } from './starting-gates.js'

/** Everything that was inferred. */
export interface Inference {
  readonly name: string
  readonly data: DataArgument
  readonly profile: DataProfile
  readonly label: InferredLabel
  readonly times: InferredTimes | undefined
  readonly entity: ColumnProfile | undefined
  readonly inputs: InferredInputs
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Windows of history by the least span of the data that they make sense with. */
const WINDOWS = [
  [180 * DAY, '30d', '120d'],
  [30 * DAY, '7d', '28d'],
  [3 * DAY, '1d', '4d'],
  [6 * HOUR, '1h', '4h'],
] as const
/** Texts with more values than this are not worth a list. */
const MOST_LISTED = 12
const MOST_RANGES = 12

/** The starter factory as data: every part of the language that one table can fill. */
export function starterFactory(inference: Inference): AIFactory {
  const { name, data, label, times, profile, inputs } = inference
  const source = identifierOf(data.name)
  const dataset = `${source}_rows`
  const history = historyView(inference, source)
  const created = times?.known?.name
  const small = profile.rows < 5000
  const spec: Spec = {
    sources: {
      [source]: {
        format: data.format,
        path: data.path,
        ...(times ? { timestampField: times.event.name } : {}),
        ...(created !== undefined ? { createdTimestampField: created } : {}),
        schema: Object.fromEntries(profile.columns.map((column) => [column.name, column.type])),
        expectations: expectations(inference),
      },
    },
    ...(history ? { entities: { [history.entity]: { joinKeys: [history.key] } }, featureViews: { [history.name]: history.view } } : {}),
    datasets: {
      [dataset]: {
        source,
        label:
          label.expression === undefined
            ? { column: label.column.name, ...(label.task === 'binary_classification' ? { type: 'bool' } : {}) }
            : { expression: label.expression, type: 'bool' },
        request: inputs.columns.map((column) => column.name) as [string, ...string[]],
        ...(history ? { features: [`${history.name}:*`] } : {}),
        split: times
          ? { by: 'time', test: '20%', validation: '10%', ...(created !== undefined ? { gap: '1d' } : {}) }
          : { by: 'random', test: '20%', validation: '10%', seed: 7 },
      },
    },
    models: {
      [name]: {
        task: label.task,
        dataset,
        trainer: {
          runtime: 'tfjs',
          parameters: {
            hidden: small ? [32, 16] : [64, 32],
            epochs: small ? 60 : 15,
            batchSize: small ? 32 : 512,
            learningRate: small ? 0.005 : 0.002,
            seed: 7,
          },
        },
        gates: { metrics: startingGates(label, profile.rows) },
        retrain: { onChange: true, onDrift: true, budget: { runs: 4, per: '30d' }, cooldown: '1d' },
        modelCard: { intendedUse: `Predict ${label.column.name}.` },
      },
    },
    endpoints: { [endpointName(name)]: { model: name, minReplicas: 1, maxReplicas: 4 } },
    monitors: {
      [`${name.slice(0, 47)}-drift`]: {
        endpoint: endpointName(name),
        reference: 'training',
        current: { window: '7d', minSamples: small ? 100 : 1000 },
        drift: [
          { columns: '*', method: 'psi', threshold: 0.2, driftShare: '30%', for: 2, actions: ['alert', 'retrain'] },
          // The noise of 100 rows reaches 0.17.
          { column: 'prediction', method: 'jensen_shannon', threshold: small ? 0.2 : 0.1, actions: ['alert'] },
        ],
      },
    },
  }
  return {
    apiVersion: 'aifactory.dev/v1',
    kind: 'AIFactory',
    metadata: { name, description: `Predicts ${label.column.name} from ${data.path}.` },
    spec,
  }
}

/** What the data is like now, as rules: certain ones stop a run, the likes of ranges warn. */
function expectations({ profile: { rows, columns }, inputs, times }: Inference): [Expectation, ...Expectation[]] {
  const used = columns.filter((column) => column === times?.event || inputs.columns.includes(column))
  const complete = used.filter(({ missing }) => missing === 0).map((column) => column.name)
  const unique = columns.find((column) => column.missing === 0 && column.distinct === rows && rows > 1 && isKey(column, rows))
  const listed = used.filter(({ type, values }) => type === 'string' && values && values.length <= MOST_LISTED)
  const ranges = used.filter(({ min, max }) => min !== undefined && max !== undefined && min < max).slice(0, MOST_RANGES)
  return [
    { expect: 'row_count', min: Math.max(1, Math.floor(rows / 2)) },
    ...(complete.length > 0 ? [{ expect: 'not_null', columns: complete as [string, ...string[]] } as const] : []),
    ...(unique ? [{ expect: 'unique', columns: [unique.name] } satisfies Expectation] : []),
    ...listed.map(
      ({ name, values = [] }): Expectation => ({
        expect: 'in_set',
        column: name,
        values: values.map(({ value }) => value).sort() as [string, ...string[]],
        mostly: 0.99,
        severity: 'warn',
      }),
    ),
    ...ranges.map((column): Expectation => ({ expect: 'between', column: column.name, ...slack(column), mostly: 0.99, severity: 'warn' })),
  ]
}

/** A tenth of the range more on each side, in round numbers; what was never negative stays so. */
function slack({ min = 0, max = 0, type }: ColumnProfile): { min: number; max: number } {
  const digits = 10 ** Math.floor(Math.log10(max - min)) / 10
  const step = type === 'int64' ? Math.max(1, digits) : digits
  const round = (value: number) => Number((value * step).toPrecision(12))
  const low = round(Math.floor((min - (max - min) / 10) / step))
  return { min: min >= 0 ? Math.max(0, low) : low, max: round(Math.ceil((max + (max - min) / 10) / step)) }
}

/** Milliseconds from the first event to the last. */
function spanOf(times: InferredTimes): number {
  return Date.parse(times.event.last ?? '') - Date.parse(times.event.first ?? '')
}

/** Features of an entity's past, where rows have times and there is an entity. */
function historyView(
  { entity, times, inputs, label }: Inference,
  source: string,
): { name: string; entity: string; key: string; view: FeatureView } | undefined {
  if (entity === undefined || times === undefined) return undefined
  const span = spanOf(times)
  const [, window, ttl] = WINDOWS.find(([least]) => span >= least) ?? []
  if (window === undefined || ttl === undefined) return undefined
  const known =
    times.known !== undefined && label.expression === undefined && (label.task === 'regression' || label.task === 'binary_classification')
  const numbers = inputs.columns
    .filter(({ type, distinct }) => type === 'float64' || (type === 'int64' && distinct > MOST_LISTED))
    .slice(0, 2)
  const averaged = [...(known ? [label.column] : []), ...numbers]
  const base = identifierOf(entity.name.replace(/_?(id|key)$/i, '') || entity.name)
  return {
    name: `${base}_history`,
    entity: base,
    key: entity.name,
    view: {
      entities: [base],
      source,
      ttl,
      online: true,
      features: {
        [`${base}_rows_${window}`]: { aggregate: 'count', column: entity.name, window },
        ...Object.fromEntries(
          averaged.map((column) => [`mean_${identifierOf(column.name)}_${window}`, { aggregate: 'mean', column: column.name, window }]),
        ),
      },
    },
  }
}

function endpointName(model: string): string {
  return `${model.slice(0, 49)}-api`
}

/** A name of the language's Identifier from any text. */
export function identifierOf(text: string): string {
  const name = text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40)
  return /^[A-Za-z_]/.test(name) ? name : `data_${name}`.replace(/_$/, '')
}

/** A DNS label from any text. */
export function labelOf(text: string): string {
  return (
    text
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 45)
      .replace(/-+$/, '') || 'model'
  )
}
