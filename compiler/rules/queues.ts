import { suggestName } from '../diagnostics/did-you-mean.js'
import { correct } from '../fixes/fix.js'
import { entries, type Rule } from './context.js'

/** Where the platform lists its queues, jobs wait in one of them. */
export const queues: Rule = ({ spec, report, key, value }) => {
  const known = spec.platform?.queues
  if (known === undefined) return
  for (const [name, { trainer }] of entries(spec.models)) {
    const { queueName } = trainer
    if (queueName === undefined || known.includes(queueName)) continue
    report.error('AF3021', `the platform has no queue "${queueName}"`, value('models', name, 'trainer', 'queueName'), {
      suggestion: suggestName(queueName, known),
      related: [{ message: 'its queues', at: key('platform', 'queues') }],
      fixes: [correct(value('models', name, 'trainer', 'queueName'), queueName, known)],
    })
  }
}
