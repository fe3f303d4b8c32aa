import { durationMillis } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, type Rule } from './context.js'

/** Requests do not wait for others until they have timed out, nor for nobody. */
export const batchingTimes: Rule = ({ spec, report, value }) => {
  for (const [name, { batching, timeout = DEFAULTS.Endpoint.timeout }] of entries(spec.endpoints)) {
    const { maxDelay, maxBatchSize } = batching ?? {}
    if (maxDelay === undefined || durationMillis(maxDelay) === 0) continue
    const at = value('endpoints', name, 'batching', 'maxDelay')
    if (durationMillis(maxDelay) >= durationMillis(timeout)) {
      report.error('AF4077', `requests time out after ${timeout}, and wait up to ${maxDelay} for others`, at, {
        suggestion: 'Wait a few milliseconds at most.',
      })
    } else if (maxBatchSize === 1) {
      report.warning('AF4083', 'a batch of one waits for nobody, so maxDelay has no effect', at, {
        suggestion: 'Raise maxBatchSize, or leave maxDelay out.',
      })
    }
  }
}
