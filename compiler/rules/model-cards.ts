import { entries, entry, type Rule } from './context.js'

const PRODUCTION = /^(prod|production|live)$/

/** What serves in production says what it is for, and whom to ask. */
export const modelCards: Rule = ({ spec, report, key, platform }) => {
  // Only what is rendered for a cluster is on its way to production.
  if (platform !== 'kubernetes') return
  if (!entries<unknown>(spec.targets).some(([name]) => PRODUCTION.test(name))) return
  const reported = new Set<string>()
  for (const [, { model: name }] of entries(spec.endpoints)) {
    const model = entry(spec.models, name)
    if (model === undefined || reported.has(name)) continue
    reported.add(name)
    const { intendedUse, owners = [] } = model.modelCard ?? {}
    const missing = [...(intendedUse?.trim() ? [] : ['intendedUse']), ...(owners.length > 0 ? [] : ['owners'])]
    if (missing.length === 0) continue
    const at = model.modelCard === undefined ? key('models', name) : key('models', name, 'modelCard')
    report.warning('AF5004', `${name} serves in production, and its model card lacks ${missing.join(' and ')}`, at, {
      suggestion: 'Add modelCard: { intendedUse: ..., owners: [...] }.',
    })
  }
}
