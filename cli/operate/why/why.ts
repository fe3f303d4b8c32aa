import { WHOLE } from '../../../reconciler/operate/request.js'
import type { FactoryEvent } from '../../../reconciler/store/store.js'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import type { Desk } from '../desk.js'
import { explainEndpoint, rolloutCause } from './explain-endpoint.js'
import { explainModel, explainVersion } from './explain-model.js'
import { explainMonitor } from './explain-monitor.js'
import { at, type Explanation } from './explanation.js'

const LOOK_BACK = 500

/**
 * Why an object (`endpoint/api`, or `api`), or a version (`late@3`), is as it is.
 * @throws AIFactoryError AF8431 where there is none.
 */
export function why(desk: Desk, name: string): Explanation {
  const [, model, number] = /^(?:model\/)?(.+)@(\d+)$/.exec(name) ?? []
  if (model !== undefined) return whyVersion(desk, model, Number(number))
  const object = desk.named(name)
  return withSuspension(desk, withFailure(desk, explained(desk, object)))
}

function explained(desk: Desk, object: string): Explanation {
  const { models, endpoints, monitors } = desk.state
  const [kind, name] = object.split('/')
  const found = kind === 'monitor' ? monitors.find((monitor) => monitor.name === name) : undefined
  if (found) return explainMonitor(found)
  const endpoint = kind === 'endpoint' ? endpoints.find((candidate) => candidate.name === name) : undefined
  const model = models.find((candidate) => candidate.name === (endpoint?.model ?? name))
  const told = model && explainModel(model, endpoints.filter((candidate) => candidate.model === model.name).flatMap(rolloutCause))
  if (endpoint) return explainEndpoint(endpoint, told)
  if (told) return told
  throw new Error(`${object} is in force but not to be seen`)
}

function whyVersion(desk: Desk, name: string, number: number): Explanation {
  const model = desk.state.models.find((candidate) => candidate.name === name)
  const version = model?.versions.find((candidate) => candidate.version === number)
  if (model && version) {
    return explainVersion(
      model,
      version,
      desk.state.endpoints.filter((endpoint) => endpoint.rollout?.version === number).flatMap(rolloutCause),
    )
  }
  const there = model?.versions.map((candidate) => `${name}@${candidate.version}`) ?? desk.objects
  throw new AIFactoryError('AF8431', `there is no version ${name}@${number}`, {
    hint: `There is ${there.slice(0, 10).join(', ') || 'none yet'}.`,
  })
}

/** What kept the reconciler from working on it, if that was the last that happened to it. */
function withFailure(desk: Desk, told: Explanation): Explanation {
  const name = told.object.split('/')[1]
  const concerns = ({ subject }: FactoryEvent): boolean => subject === told.object || subject === name
  const last = desk.events(LOOK_BACK).findLast(concerns)
  if (last?.kind !== 'reconcile_failed') return told
  return { ...told, because: [`it could not be worked on at ${at(last.at)}: ${last.message.split('\n')[0]}`, ...told.because] }
}

function withSuspension(desk: Desk, told: Explanation): Explanation {
  const object = desk.suspensions.has(told.object) ? told.object : WHOLE
  const suspension = desk.suspensions.get(object)
  if (!suspension) return told
  const { by, reason, at: since } = suspension
  return {
    ...told,
    headline: `it is left as it is: suspended by ${by} since ${at(since)}${reason ? ` (${reason})` : ''}`,
    because: [told.headline, ...told.because],
    next: [object === WHOLE ? 'aifactory resume' : `aifactory resume ${told.object}`],
  }
}
