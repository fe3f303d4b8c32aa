import { durationMillis } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { rewrite } from '../fixes/fix.js'
import { entries, entry, type Rule } from './context.js'

/** Performance is measured on outcomes that arrive, in time for the window; and monitors see requests that are logged. */
export const monitorOutcomes: Rule = ({ spec, report, key, value }) => {
  for (const [name, { endpoint: endpointName, performance = [], current }] of entries(spec.monitors)) {
    const endpoint = entry(spec.endpoints, endpointName)
    if (endpoint === undefined) continue
    if (endpoint.logger?.mode === 'none') {
      report.error('AF4021', `${endpointName} logs no requests, so ${name} would see none`, value('monitors', name, 'endpoint'), {
        suggestion: 'Use logger.mode: all.',
        related: [{ message: 'the logger', at: value('endpoints', endpointName, 'logger', 'mode') }],
        fixes: [rewrite(value('endpoints', endpointName, 'logger', 'mode'), 'none', 'all', 'unsafe')],
      })
    }
    if (performance.length === 0) continue
    if (endpoint.groundTruth === undefined) {
      report.error('AF4020', `performance needs outcomes, and ${endpointName} has no groundTruth`, key('monitors', name, 'performance'), {
        suggestion: 'Add groundTruth to the endpoint.',
        related: [{ message: 'the endpoint', at: key('endpoints', endpointName) }],
      })
      continue
    }
    const window = current?.window ?? DEFAULTS.CurrentWindow.window
    const { delay } = endpoint.groundTruth
    if (delay !== undefined && durationMillis(delay) >= durationMillis(window)) {
      report.warning(
        'AF4027',
        `outcomes arrive ${delay} late, after the window of ${window} has passed`,
        key('monitors', name, 'performance'),
        {
          suggestion: 'Lengthen current.window.',
          related: [{ message: 'the delay', at: value('endpoints', endpointName, 'groundTruth', 'delay') }],
        },
      )
    }
  }
}
