import { durationMillis } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { boundOf } from '../graph/bound.js'
import { entries, items, type Rule } from './context.js'

/** A limit on latency lies below the timeout of requests, and above the time that they wait for others. */
export const latencyLimits: Rule = ({ spec, report, value }) => {
  for (const [name, { rollout, timeout = DEFAULTS.Endpoint.timeout, batching }] of entries(spec.endpoints)) {
    const delay = batching?.maxDelay
    for (const [analysis, { metrics }] of entries(rollout?.analysis)) {
      for (const [index, { metric, max }] of items(metrics)) {
        if (!metric.startsWith('latency_') || max === undefined) continue
        const at = value('endpoints', name, 'rollout', 'analysis', analysis, 'metrics', index, 'max')
        if (boundOf(max) >= durationMillis(timeout)) {
          report.warning('AF4074', `no request takes longer than the timeout of ${timeout}, so this limit is always kept`, at, {
            suggestion: 'Set a lower limit.',
          })
        } else if (delay !== undefined && metric !== 'latency_p50' && boundOf(max) <= durationMillis(delay)) {
          report.warning('AF4075', `requests wait up to ${delay} for others, which is more than this limit`, at, {
            suggestion: 'Raise the limit, or lower batching.maxDelay.',
            related: [{ message: 'the longest wait', at: value('endpoints', name, 'batching', 'maxDelay') }],
          })
        }
      }
    }
  }
}
