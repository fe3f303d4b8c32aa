import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { remove, swap } from '../fixes/fix.js'
import { entries, type Rule } from './context.js'

/** There are at least as many replicas at most as at least, and ports are not shared. */
export const replicas: Rule = ({ spec, report, key, value }) => {
  const ports = new Map<number, string>()
  for (const [name, { minReplicas = DEFAULTS.Endpoint.minReplicas, maxReplicas, port }] of entries(spec.endpoints)) {
    if (maxReplicas !== undefined && minReplicas > maxReplicas) {
      report.error('AF4031', `minReplicas ${minReplicas} is above maxReplicas ${maxReplicas}`, value('endpoints', name, 'minReplicas'), {
        related: [{ message: 'maxReplicas', at: value('endpoints', name, 'maxReplicas') }],
        fixes: [swap(value('endpoints', name, 'minReplicas'), value('endpoints', name, 'maxReplicas'), 'Swap minReplicas and maxReplicas')],
      })
    }
    if (port === undefined) continue
    const other = ports.get(port)
    if (other === undefined) ports.set(port, name)
    else {
      report.error('AF4032', `${other} uses port ${port} already`, value('endpoints', name, 'port'), {
        suggestion: 'Choose another, or leave it out to get a free one.',
        related: [{ message: 'used here', at: value('endpoints', other, 'port') }],
        fixes: [remove(key('endpoints', name, 'port'), 'port', 'unsafe')],
      })
    }
  }
}
