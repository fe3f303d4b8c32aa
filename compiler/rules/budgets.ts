import { entries, type Rule } from './context.js'

/** A budget limits something. */
export const budgets: Rule = ({ spec, report, key }) => {
  const check = (budget: { runs?: number; gpuHours?: number } | undefined, ...path: string[]) => {
    if (budget === undefined || budget.runs !== undefined || budget.gpuHours !== undefined) return
    report.error('AF4030', 'this budget limits nothing', key(...path, 'budget'), { suggestion: 'Add runs or gpuHours.' })
  }
  for (const [name, { retrain }] of entries(spec.models)) check(retrain?.budget, 'models', name, 'retrain')
  for (const [name, { budget }] of entries(spec.monitors)) check(budget, 'monitors', name)
}
