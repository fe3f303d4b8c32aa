import type { EndpointView } from '../../dashboard/view-model.js'
import { at, type Explanation } from './explanation.js'

/** Why an endpoint answers with the version that it does, and what holds the next one. */
export function explainEndpoint(endpoint: EndpointView, model: Explanation | undefined): Explanation {
  const object = `endpoint/${endpoint.name}`
  if (endpoint.champion === null) {
    const because = model ? [`${model.object}: ${model.headline}`, ...model.because] : []
    return { object, headline: 'it has no version to answer with yet', because, evidence: model?.evidence ?? [], next: model?.next ?? [] }
  }
  const { rollout } = endpoint
  if (!rollout) {
    const because = model ? [`${model.object}: ${model.headline}`] : []
    return { object, headline: `version ${endpoint.champion} answers, and no other is on its way`, because, evidence: [], next: [] }
  }
  const step = endpoint.steps.findIndex(({ state }) => state === 'current')
  const place = endpoint.steps[step]
  const headline = rollout.paused
    ? `the rollout of version ${rollout.version} waits for a person: ${rollout.paused}`
    : `version ${rollout.version} is on its way: step ${step + 1} of ${endpoint.steps.length - 1}, ${place?.title.toLowerCase() ?? ''} ${place?.value ?? ''}`
  return {
    object,
    headline: headline.trim(),
    because: [
      `it was begun at ${at(rollout.startedAt)}, and has been at this step since ${at(rollout.stepSince)}`,
      ...(rollout.message && rollout.message !== rollout.paused ? [rollout.message] : []),
      endpoint.traffic
        .map(({ version, role, share, header }) => `version ${version} (${role}) ${header ?? `${Math.round(share * 100)}%`}`)
        .join(', '),
    ],
    evidence: rollout.checks.map(({ metric, limit, message, passed, needed, verdict }) => ({
      what: metric,
      found: `${message} (${passed} of ${needed} times)`,
      wanted: limit,
      verdict,
    })),
    next: rollout.paused
      ? [`aifactory approve ${endpoint.name}`, `aifactory rollback ${endpoint.name}`]
      : [
          `aifactory promote ${endpoint.model} --version ${rollout.version} skips what is left; aifactory rollback ${endpoint.name} gives it up`,
        ],
  }
}

/** An endpoint that brings a version now, as a cause in what is said of its model. */
export function rolloutCause({ name, rollout, steps }: EndpointView): string[] {
  if (!rollout) return []
  const place = steps.find(({ state }) => state === 'current')
  const where = rollout.paused ?? `${place?.title.toLowerCase() ?? ''} ${place?.value ?? ''}`.trim()
  return [`endpoint/${name} is at ${where}${rollout.message && rollout.message !== rollout.paused ? `: ${rollout.message}` : ''}`]
}
