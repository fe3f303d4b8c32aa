import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { remove, rewrite } from '../fixes/fix.js'
import { entries, type Rule } from './context.js'
import { metricFacts } from './metric-ranges.js'

/** Analyses are used, have outcomes to measure on, and limits in the unit of what they measure. */
export const rolloutAnalysis: Rule = ({ spec, report, key, value }) => {
  for (const [name, { rollout, groundTruth, logger }] of entries(spec.endpoints)) {
    const path = ['endpoints', name, 'rollout', 'analysis'] as const
    const used = new Set(rollout?.steps?.map(({ analysis }) => analysis))
    for (const [analysis, { metrics }] of entries(rollout?.analysis)) {
      if (!used.has(analysis))
        report.warning('AF4019', `no step uses the analysis ${analysis}`, key(...path, analysis), {
          fixes: [remove(key(...path, analysis), `the analysis ${analysis}`, 'unsafe')],
        })
      metrics.forEach(({ metric, min, max }, index) => {
        const at = [...path, analysis, 'metrics', index] as const
        if (metricFacts(metric) && groundTruth === undefined) {
          report.error('AF4020', `${metric} needs outcomes, and ${name} has no groundTruth`, value(...at, 'metric'), {
            suggestion: 'Add groundTruth to the endpoint.',
            related: [{ message: 'the endpoint', at: key('endpoints', name) }],
          })
        }
        if ((logger?.mode ?? DEFAULTS.Logger.mode) === 'none' && !isServerMetric(metric)) {
          report.error('AF4021', `${metric} needs logged requests, and ${name} logs none`, value(...at, 'metric'), {
            suggestion: 'Use logger.mode: all.',
            related: [{ message: 'the logger', at: value('endpoints', name, 'logger', 'mode') }],
            fixes: [rewrite(value('endpoints', name, 'logger', 'mode'), 'none', 'all', 'unsafe')],
          })
        }
        for (const [field, limit] of [
          ['min', min],
          ['max', max],
        ] as const) {
          const wrong = limit === undefined ? undefined : unitProblem(metric, limit)
          if (wrong)
            report.error('AF4022', `${metric} is ${wrong}; ${limit} is not`, value(...at, field), {
              related: [{ message: 'the metric', at: value(...at, 'metric') }],
            })
        }
      })
    }
  }
}

function isServerMetric(metric: string): boolean {
  return metric === 'error_rate' || metric.startsWith('latency_')
}

/** What a metric is measured in, where a limit is written in something else. Plain numbers fit everything. */
function unitProblem(metric: string, limit: string | number): string | undefined {
  if (typeof limit === 'number') return undefined
  if (metric.startsWith('latency_')) return limit.endsWith('%') ? 'a length of time such as 50ms' : undefined
  return limit.endsWith('%') ? undefined : 'no length of time'
}
