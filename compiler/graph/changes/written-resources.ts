import { exactDuration } from '../../../schema/duration.js'
import type { Factory, LinkedEndpoint, LinkedModel, LinkedMonitor, LinkedRolloutStep } from '../factory.js'
import { PREDICTION } from '../inputs.js'
import { percentage, quantityText, writtenValue } from './written-value.js'

/** A resource as one would write it, with every default and without its name. Plain JSON. */
export type Written = Readonly<Record<string, unknown>>

/**
 * Each resource by kind/name, as its own fields and the names of what it is built from, so that a change shows where it was
 * made and nowhere else; beside them factory, pipeline, platform and notifications.
 */
export function writtenResources(factory: Factory): Map<string, Written> {
  const { description, target, labels, annotations, pipeline, platform, notifications } = factory
  const found = new Map<string, Written>()
  const add = (id: string, definition: unknown) => found.set(id, writtenValue(definition) as Written)
  add('factory', { name: factory.name, description, target, labels, annotations })
  add('pipeline', pipeline)
  add('platform', platform)
  add('notifications', { notifications })
  for (const [name, { definition, expectations }] of Object.entries(factory.sources)) {
    const { name: _name, schema, ...source } = definition
    add(`source/${name}`, { ...source, schema: schema && byName(schema), expectations })
  }
  for (const [name, { name: _name, source, features, ...view }] of Object.entries(factory.views)) {
    add(`view/${name}`, { ...view, source: source.name, features: byName(features.map((feature) => writtenValue(feature) as Named)) })
  }
  for (const [name, { name: _name, source, views: _views, ...dataset }] of Object.entries(factory.datasets)) {
    add(`dataset/${name}`, { ...dataset, source: source.name })
    // Names of features are no fields of ours.
    found.set(`dataset/${name}`, { ...found.get(`dataset/${name}`), features: featuresOf(factory, name) })
  }
  for (const model of Object.values(factory.models)) add(`model/${model.name}`, writtenModel(model))
  for (const endpoint of Object.values(factory.endpoints)) add(`endpoint/${endpoint.name}`, writtenEndpoint(endpoint))
  for (const monitor of Object.values(factory.monitors)) add(`monitor/${monitor.name}`, writtenMonitor(monitor, factory))
  return found
}

interface Named {
  readonly name: string
}

/** A list keyed by name, so that a column or feature put in the middle is one change. */
function byName(list: readonly Named[]): Record<string, unknown> {
  return Object.fromEntries(list.map(({ name, ...rest }) => [name, rest]))
}

/** A view of which every feature is used is view:*, so that a new feature of it is told once. */
function featuresOf({ datasets, views }: Factory, dataset: string): string[] {
  return (datasets[dataset]?.views ?? []).flatMap((used) =>
    used.features.length === views[used.name]?.features.length
      ? [`${used.name}:*`]
      : used.features.map((feature) => `${used.name}:${feature.name}`),
  )
}

function writtenModel({ name, hashes: _hashes, registeredModel, trainer, gates, ...model }: LinkedModel): unknown {
  const { resources, ...rest } = trainer
  const { sizeBytes, ...limits } = gates
  return {
    ...model,
    ...(registeredModel === name ? {} : { registeredModel }),
    trainer: { ...rest, resourcesPerNode: resources },
    gates: { ...limits, ...(sizeBytes === undefined ? {} : { size: { max: quantityText(sizeBytes) } }) },
  }
}

function writtenEndpoint({ name: _name, groundTruth, rollout, ...endpoint }: LinkedEndpoint): unknown {
  const { source, labelExpression: _label, ...outcomes } = groundTruth ?? { source: undefined, labelExpression: '' }
  const analysis = Object.entries(rollout.analysis).map(([name, metrics]) => [
    name,
    {
      metrics: metrics.map(({ condition, ...metric }) => ({
        ...metric,
        successCondition: condition && `result ${condition.operator} ${condition.value}`,
      })),
    },
  ])
  return {
    ...endpoint,
    groundTruth: groundTruth && { ...outcomes, source: source?.name },
    rollout: { ...rollout, steps: rollout.steps.map(writtenStep), analysis: Object.fromEntries(analysis) },
  }
}

function writtenStep(step: LinkedRolloutStep): unknown {
  switch (step.kind) {
    case 'mirror':
      return { mirror: percentage(step.share) }
    case 'setWeight':
      return { setWeight: percentage(step.weight) }
    case 'pause':
      return { pause: step.durationMs === undefined ? {} : exactDuration(step.durationMs) }
    case 'analysis':
      return { analysis: step.name }
    case 'setHeaderRoute':
      return { setHeaderRoute: { name: step.name, value: step.value } }
  }
}

function writtenMonitor({ name: _name, reference, drift, performance, ...monitor }: LinkedMonitor, factory: Factory): unknown {
  const dataset = factory.datasets[factory.models[factory.endpoints[monitor.endpoint]?.model ?? '']?.dataset ?? '']
  const features = dataset?.views.flatMap((view) => view.features.map((feature) => feature.name)) ?? []
  const all = new Set([...(dataset?.request ?? []), ...features, PREDICTION])
  const { kind: _kind, ...window } = reference
  return {
    ...monitor,
    reference: reference.kind === 'training' ? 'training' : window,
    drift: drift.map(({ id: _id, columns, ...rule }) => ({ ...rule, columns: isAll(columns, all) ? '*' : columns })),
    performance: performance.map(({ id: _id, ...rule }) => rule),
  }
}

const isAll = (columns: readonly string[], all: ReadonlySet<string>): boolean =>
  columns.length === all.size && columns.every((column) => all.has(column))
