import type { Spec } from '../../schema/generated/aifactory.js'
import { suggestName } from '../diagnostics/did-you-mean.js'
import { entries, entry, items, type Rule, type RuleContext } from './context.js'

const KINDS = {
  sources: ['AF3001', 'source'],
  entities: ['AF3002', 'entity'],
  featureViews: ['AF3003', 'feature view'],
  datasets: ['AF3005', 'dataset'],
  models: ['AF3006', 'model'],
  endpoints: ['AF3007', 'endpoint'],
} as const satisfies Partial<Record<keyof Spec, readonly [string, string]>>

/** Names of other resources must exist. */
export const references: Rule = (context) => {
  const { spec } = context
  for (const [name, { source, entities }] of entries(spec.featureViews)) {
    named(context, 'sources', source, ['featureViews', name, 'source'])
    for (const [index, entity] of items(entities)) named(context, 'entities', entity, ['featureViews', name, 'entities', index])
  }
  for (const [name, { source, features = [] }] of entries(spec.datasets)) {
    named(context, 'sources', source, ['datasets', name, 'source'])
    for (const [index, reference] of items(features)) feature(context, reference, ['datasets', name, 'features', index])
  }
  for (const [name, { dataset }] of entries(spec.models)) named(context, 'datasets', dataset, ['models', name, 'dataset'])
  for (const [name, { model, groundTruth, rollout }] of entries(spec.endpoints)) {
    named(context, 'models', model, ['endpoints', name, 'model'])
    if (groundTruth) named(context, 'sources', groundTruth.source, ['endpoints', name, 'groundTruth', 'source'])
    const analyses = Object.keys(rollout?.analysis ?? {})
    rollout?.steps?.forEach(({ analysis }, index) => {
      if (analysis === undefined || analyses.includes(analysis)) return
      context.report.error(
        'AF3008',
        `there is no analysis "${analysis}"`,
        context.value('endpoints', name, 'rollout', 'steps', index, 'analysis'),
        {
          suggestion: suggestName(analysis, analyses) ?? 'Declare it in rollout.analysis.',
        },
      )
    })
  }
  for (const [name, { endpoint }] of entries(spec.monitors)) named(context, 'endpoints', endpoint, ['monitors', name, 'endpoint'])
}

function named(context: RuleContext, section: keyof typeof KINDS, name: string, path: readonly (string | number)[]): void {
  const known = context.names(section)
  if (known.includes(name)) return
  const [code, kind] = KINDS[section]
  context.report.error(code, `there is no ${kind} "${name}"`, context.value(...path), {
    suggestion: suggestName(name, known) ?? `Declare it in spec.${section}.`,
  })
}

/** view:feature or view:*. */
function feature(context: RuleContext, reference: string, path: readonly (string | number)[]): void {
  const [view = '', name = ''] = reference.split(':')
  named(context, 'featureViews', view, path)
  const features = entry(context.spec.featureViews, view)?.features
  if (features === undefined || name === '*' || Object.hasOwn(features, name)) return
  context.report.error('AF3004', `feature view ${view} has no feature "${name}"`, context.value(...path), {
    suggestion: suggestName(name, Object.keys(features)),
  })
}
