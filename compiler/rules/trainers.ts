import { remove } from '../fixes/fix.js'
import { entries, type Rule } from './context.js'

/** The built-in trainer runs in one process. */
export const trainers: Rule = ({ spec, report, key, value }) => {
  for (const [name, { trainer }] of entries(spec.models)) {
    if (trainer.runtime !== 'tfjs' || (trainer.numNodes ?? 1) === 1) continue
    report.error('AF4041', 'the built-in trainer runs on one node', value('models', name, 'trainer', 'numNodes'), {
      suggestion: 'Leave numNodes out, or bring a distributed trainer of your own.',
      related: [{ message: 'the trainer', at: value('models', name, 'trainer', 'runtime') }],
      fixes: [remove(key('models', name, 'trainer', 'numNodes'), 'numNodes', 'unsafe')],
    })
  }
}
