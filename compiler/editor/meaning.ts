import type { Path } from '../source/node.js'

/** Sections whose entries other places name. */
export type Section = 'sources' | 'entities' | 'featureViews' | 'datasets' | 'models' | 'endpoints' | 'monitors'

/** What the text at a place of the spec stands for. */
export type Meaning =
  | { readonly kind: 'name'; readonly section: Section }
  | { readonly kind: 'feature' }
  | { readonly kind: 'analysis'; readonly endpoint: string }
  | { readonly kind: 'queue' }
  | { readonly kind: 'include' }
  /** A column, or the whole of an SQL expression over columns, of what a place below spec belongs to. */
  | { readonly kind: 'column' | 'sql'; readonly of: ColumnScope }
  | { readonly kind: 'metric'; readonly model?: string; readonly endpoint?: string; readonly live?: true }

/** Whose columns may be named. */
export interface ColumnScope {
  readonly in: 'source' | 'entity' | 'view' | 'dataset' | 'model' | 'inputs' | 'served' | 'outcomes' | 'monitor' | 'on-demand'
  readonly name: string
}

/** Patterns of paths below spec: * is any key or index. A key's place ends with the key itself, marked by a trailing @. */
const MEANINGS: readonly (readonly [pattern: string, meaning: (name: string) => Meaning])[] = [
  ['include.*', () => ({ kind: 'include' })],
  ['sources.*.timestampField', (name) => ({ kind: 'column', of: { in: 'source', name } })],
  ['sources.*.createdTimestampField', (name) => ({ kind: 'column', of: { in: 'source', name } })],
  ['sources.*.expectations.*.column', (name) => ({ kind: 'column', of: { in: 'source', name } })],
  ['sources.*.expectations.*.columns.*', (name) => ({ kind: 'column', of: { in: 'source', name } })],
  ['sources.*.expectations.*.expression', (name) => ({ kind: 'sql', of: { in: 'source', name } })],
  ['sources.*.schema.*@', (name) => ({ kind: 'column', of: { in: 'source', name } })],
  ['entities.*.joinKeys.*', (name) => ({ kind: 'column', of: { in: 'entity', name } })],
  ['featureViews.*.entities.*', () => ({ kind: 'name', section: 'entities' })],
  ['featureViews.*.source', () => ({ kind: 'name', section: 'sources' })],
  ['featureViews.*.features.*@', (name) => ({ kind: 'column', of: { in: 'view', name } })],
  ['featureViews.*.features.*.column', (name) => ({ kind: 'column', of: { in: 'view', name } })],
  ['featureViews.*.features.*.expression', (name) => ({ kind: 'sql', of: { in: 'view', name } })],
  ['featureViews.*.onDemand.*.expression', (name) => ({ kind: 'sql', of: { in: 'on-demand', name } })],
  ['datasets.*.source', () => ({ kind: 'name', section: 'sources' })],
  ['datasets.*.label.column', (name) => ({ kind: 'column', of: { in: 'dataset', name } })],
  ['datasets.*.label.expression', (name) => ({ kind: 'sql', of: { in: 'dataset', name } })],
  ['datasets.*.filter', (name) => ({ kind: 'sql', of: { in: 'dataset', name } })],
  ['datasets.*.request.*', (name) => ({ kind: 'column', of: { in: 'dataset', name } })],
  ['datasets.*.features.*', () => ({ kind: 'feature' })],
  ['datasets.*.split.column', (name) => ({ kind: 'column', of: { in: 'dataset', name } })],
  ['models.*.dataset', () => ({ kind: 'name', section: 'datasets' })],
  ['models.*.trainer.queueName', () => ({ kind: 'queue' })],
  ['models.*.evaluation.slices.*', (name) => ({ kind: 'column', of: { in: 'model', name } })],
  ['models.*.gates.metrics.*.metric', (model) => ({ kind: 'metric', model })],
  ['models.*.gates.metrics.*.slice.*@', (name) => ({ kind: 'column', of: { in: 'model', name } })],
  ['models.*.gates.fairness.*.column', (name) => ({ kind: 'column', of: { in: 'model', name } })],
  ['models.*.gates.robustness.*.missing.columns.*', (name) => ({ kind: 'column', of: { in: 'inputs', name } })],
  ['models.*.gates.robustness.*.noise.columns.*', (name) => ({ kind: 'column', of: { in: 'inputs', name } })],
  ['endpoints.*.model', () => ({ kind: 'name', section: 'models' })],
  ['endpoints.*.groundTruth.source', () => ({ kind: 'name', section: 'sources' })],
  ['endpoints.*.rollout.stickiness.input', (name) => ({ kind: 'column', of: { in: 'served', name } })],
  ['endpoints.*.rollout.analysis.*.metrics.*.by', (name) => ({ kind: 'column', of: { in: 'served', name } })],
  ['endpoints.*.groundTruth.joinKey.*', (name) => ({ kind: 'column', of: { in: 'outcomes', name } })],
  ['endpoints.*.rollout.steps.*.analysis', (endpoint) => ({ kind: 'analysis', endpoint })],
  ['endpoints.*.rollout.analysis.*.metrics.*.metric', (endpoint) => ({ kind: 'metric', endpoint, live: true })],
  ['monitors.*.endpoint', () => ({ kind: 'name', section: 'endpoints' })],
  ['monitors.*.drift.*.column', (name) => ({ kind: 'column', of: { in: 'monitor', name } })],
  ['monitors.*.drift.*.columns.*', (name) => ({ kind: 'column', of: { in: 'monitor', name } })],
  ['monitors.*.quality.*.column', (name) => ({ kind: 'column', of: { in: 'monitor', name } })],
  ['monitors.*.quality.*.columns.*', (name) => ({ kind: 'column', of: { in: 'monitor', name } })],
  ['monitors.*.quality.*.expression', (name) => ({ kind: 'sql', of: { in: 'monitor', name } })],
  ['monitors.*.performance.*.metric', (name) => ({ kind: 'metric', endpoint: `monitor:${name}` })],
]

const PARSED = MEANINGS.map(([pattern, meaning]) => ({
  keys: pattern.replace('@', '').split('.'),
  ofKey: pattern.endsWith('@'),
  meaning,
}))

/** What the value, or the key, at a path below spec stands for. */
export function meaningAt(path: Path, part: 'key' | 'value'): Meaning | undefined {
  const found = PARSED.find(
    ({ keys, ofKey }) =>
      ofKey === (part === 'key') && keys.length === path.length && keys.every((key, index) => key === '*' || key === path[index]),
  )
  return found?.meaning(String(path[1]))
}
