import type { Factory } from '../../compiler/graph/factory.js'
import { digestOf } from '../../schema/digest.js'
import type { LiveWork } from '../../schema/generated/plan.js'
import type { Comparison } from './model-work.js'

/** What servers and monitors are told. What a server was started with cannot change while it runs: its model and its port. */
export function liveWork({ before, after, known }: Comparison): LiveWork[] {
  if (!before) return []
  return [...endpoints(before, after, known !== undefined), ...monitors(before, after)]
}

function endpoints(before: Factory, after: Factory, here: boolean): LiveWork[] {
  return Object.entries(after.endpoints).flatMap(([name, endpoint]): LiveWork[] => {
    const subject = `endpoint/${name}`
    const former = before.endpoints[name]
    if (!former) return [{ subject, does: 'start', because: 'a server starts once its model has a version' }]
    if (restarts(former, endpoint, here))
      return [{ subject, does: 'restart', because: 'a server keeps the model and the port that it was started with' }]
    const { rollout: _a, traffic: _b, objectives: _o, description: _c, ...was } = former
    const { rollout: _d, traffic: _e, objectives: _p, description: _f, ...is } = endpoint
    if (digestOf(was) === digestOf(is)) return []
    return [{ subject, does: 'configure', because: 'requests go on being answered' }]
  })
}

/** Only a laptop gives a server a port of its own. */
export function restarts(before: Factory['endpoints'][string], after: Factory['endpoints'][string], here: boolean): boolean {
  return before.model !== after.model || (here && after.port !== undefined && before.port !== after.port)
}

function monitors(before: Factory, after: Factory): LiveWork[] {
  return Object.entries(after.monitors).flatMap(([name, monitor]): LiveWork[] => {
    const former = before.monitors[name]
    if (former && digestOf(former) === digestOf(monitor)) return []
    const because = former ? 'its next check goes by the new rules' : 'its first check is at its schedule'
    return [{ subject: `monitor/${name}`, does: former ? 'check' : 'start', because }]
  })
}
