import type { GateView, ModelView, VersionView } from '../../dashboard/view-model.js'
import { at, type Evidence, type Explanation } from './explanation.js'

/** Why a model is not trained, waits, or has come to serve. `rollouts` are the endpoints that bring one of its versions now. */
export function explainModel(model: ModelView, rollouts: readonly string[]): Explanation {
  const object = `model/${model.name}`
  const next = nextRun(model)
  const [newest] = model.versions
  if (model.run) {
    const { id, reason, detail, startedAt } = model.run
    return {
      object,
      headline: `run ${id} is under way`,
      because: [`it was started at ${at(startedAt)}: ${reason} (${detail})`],
      evidence: [],
      next: [],
    }
  }
  const waiting = model.waiting ? [`it is to be trained, and waits: ${model.waiting}`] : []
  if (model.failure) {
    const headline = `run ${model.failure.id} has failed`
    const again = 'It is tried again when its definition, its data or its expectations change, or aifactory up starts again.'
    return {
      object,
      headline,
      because: [...waiting, `${model.failure.message} (${at(model.failure.at)})`],
      evidence: [],
      next: [again, ...next],
    }
  }
  if (!newest) return { object, headline: 'no version was trained yet', because: waiting, evidence: [], next }
  const told = explainVersion(model, newest, rollouts)
  const serves = newest.state === 'champion'
  const headline = waiting.length > 0 && serves ? `it waits to be trained; ${told.headline}` : told.headline
  return { ...told, object, headline, because: [...waiting, ...told.because], next: [...told.next, ...next] }
}

/** Why a version serves, or does not. */
export function explainVersion(model: ModelView, version: VersionView, rollouts: readonly string[]): Explanation {
  const name = `version ${version.version}`
  const told = { object: `${model.name}@${version.version}`, evidence: version.gates.map(evidenceOf), next: [] as string[] }
  const trained = `it was trained at ${at(version.createdAt)}: ${version.trigger}`
  const champion = model.champion === null ? 'no version serves' : `version ${model.champion} serves`
  switch (version.state) {
    case 'champion':
      return { ...told, headline: `${name} is the champion`, because: [trained, 'it passed its gates and its rollout'] }
    case 'archived':
      return { ...told, headline: `${name} has given way: ${version.reason ?? champion}`, because: [trained] }
    case 'rejected': {
      const open = version.gates.filter(isOpen)
      const byGates = open.length > 0
      const headline = byGates
        ? `${name} is not promoted: it did not pass its gates`
        : `${name} is rejected for good: ${version.reason ?? ''}`
      return {
        ...told,
        headline,
        because: [byGates ? open.map(sentence).join('; ') : trained, champion],
        evidence: byGates ? open.map(evidenceOf) : told.evidence,
      }
    }
    case 'candidate': {
      const [approval] = version.gates.filter(isOpen)
      if (approval) {
        const ask = `aifactory approve ${model.name} --version ${version.version} --as NAME`
        return {
          ...told,
          headline: `${name} waits for approval`,
          because: [`${approval.requirement} must approve; so far ${approval.observed}`, champion],
          next: [ask],
        }
      }
      const because = rollouts.length > 0 ? rollouts : ['its rollout has not begun yet']
      return { ...told, headline: `${name} passed its gates and is on its way`, because: [...because, champion] }
    }
  }
}

const isOpen = ({ severity, verdict }: GateView): boolean => severity === 'error' && verdict !== 'pass'

const REASONS: Readonly<Record<string, string>> = {
  fail: 'is not met',
  inconclusive: 'cannot be told apart on so little evidence',
  'no-data': 'has no evidence, which never counts as met',
}

const sentence = ({ gate, requirement, verdict }: GateView): string => `${gate} ${requirement} ${REASONS[verdict] ?? 'is met'}`

const evidenceOf = ({ gate, observed, requirement, verdict }: GateView): Evidence => ({
  what: gate,
  found: observed,
  wanted: requirement,
  verdict,
})

function nextRun({ nextScheduled }: ModelView): string[] {
  return nextScheduled === null ? [] : [`by its schedule it is next trained at ${at(nextScheduled)}`]
}
