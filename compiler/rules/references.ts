import type { Spec } from '../../schema/generated/aifactory.js'
import { closest, suggestName } from '../diagnostics/did-you-mean.js'
import { correct, correctPart } from '../fixes/fix.js'
import type { Path, Span } from '../source/node.js'
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
          related: definedHere(context, analysis, analyses, ['endpoints', name, 'rollout', 'analysis']),
          fixes: [correct(context.value('endpoints', name, 'rollout', 'steps', index, 'analysis'), analysis, analyses)],
        },
      )
    })
  }
  for (const [name, { endpoint }] of entries(spec.monitors)) named(context, 'endpoints', endpoint, ['monitors', name, 'endpoint'])
}

/** A name at a place, or `part` of the value there. */
function named(context: RuleContext, section: keyof typeof KINDS, name: string, path: Path, part?: Span): void {
  const known = context.names(section)
  if (known.includes(name)) return
  const [code, kind] = KINDS[section]
  context.report.error(code, `there is no ${kind} "${name}"`, context.value(...path), {
    suggestion: suggestName(name, known) ?? `Declare it in spec.${section}.`,
    related: definedHere(context, name, known, [section]),
    fixes: [part ? correctPart(part, name, known) : correct(context.value(...path), name, known)],
  })
}

/** Where the name that was most likely meant is defined. */
function definedHere(context: RuleContext, name: string, known: readonly string[], section: Path): { message: string; at: Span }[] {
  const match = closest(name, known)
  return match === undefined ? [] : [{ message: `${match} is defined here`, at: context.key(...section, match) }]
}

/** view:feature or view:*. */
function feature(context: RuleContext, reference: string, path: Path): void {
  const [view = '', name = ''] = reference.split(':')
  const at = context.value(...path)
  named(context, 'featureViews', view, path, context.part(path, reference, { start: 0, end: view.length }))
  const features = entry(context.spec.featureViews, view)?.features
  if (features === undefined || name === '*' || Object.hasOwn(features, name)) return
  const known = Object.keys(features)
  context.report.error('AF3004', `feature view ${view} has no feature "${name}"`, at, {
    suggestion: suggestName(name, known),
    related: closest(name, known)
      ? definedHere(context, name, known, ['featureViews', view, 'features'])
      : [{ message: 'the feature view', at: context.key('featureViews', view) }],
    fixes: [correctPart(context.part(path, reference, { start: view.length + 1, end: reference.length }), name, known)],
  })
}
