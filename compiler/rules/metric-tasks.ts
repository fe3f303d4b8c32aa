import type { Span } from '../source/node.js'
import { entries, entry, items, type Rule } from './context.js'
import { METRICS, metricFacts } from './metric-ranges.js'

/** A metric fits the model's task. */
export const metricTasks: Rule = ({ spec, report, value }) => {
  const check = (metric: string, model: string | undefined, at: Span) => {
    const task = entry(spec.models, model)?.task
    const facts = metricFacts(metric)
    if (task === undefined || task === 'ranking' || facts === undefined || facts.tasks.includes(task)) return
    const others = Object.entries(METRICS).filter(([, { tasks }]) => tasks.includes(task))
    report.error('AF4013', `${metric} is not defined for ${task}`, at, {
      suggestion: `Use one of ${others.map(([name]) => name).join(', ')}.`,
      related: [{ message: 'the task', at: value('models', model ?? '', 'task') }],
    })
  }
  for (const [name, { gates }] of entries(spec.models)) {
    for (const [index, { metric }] of items(gates?.metrics)) check(metric, name, value('models', name, 'gates', 'metrics', index, 'metric'))
    for (const [index, { metric }] of items(gates?.robustness))
      check(metric, name, value('models', name, 'gates', 'robustness', index, 'metric'))
  }
  for (const [name, { model, rollout }] of entries(spec.endpoints)) {
    for (const [analysis, { metrics }] of entries(rollout?.analysis)) {
      for (const [index, { metric }] of items(metrics))
        check(metric, model, value('endpoints', name, 'rollout', 'analysis', analysis, 'metrics', index, 'metric'))
    }
  }
  for (const [name, { endpoint, performance }] of entries(spec.monitors)) {
    const model = entry(spec.endpoints, endpoint)?.model
    for (const [index, { metric }] of items(performance)) check(metric, model, value('monitors', name, 'performance', index, 'metric'))
  }
}
