import type { Factory } from '../../compiler/graph/factory.js'
import type { ModelWork, Warning } from '../../schema/generated/plan.js'
import { allowance } from '../decide/budget.js'
import { spent } from '../decide/training.js'
import { sourcesOf } from '../engine/run.js'
import { restarts } from './live-work.js'
import type { Comparison } from './model-work.js'

/** From this share of a factory on, a change is a large one, if it has at least so many resources. */
const LARGE_SHARE = 0.5
const LARGE_COUNT = 4

/** What could hurt: how far a change reaches, and what stops serving. By kind, then subject. */
export function warnings(comparison: Comparison, models: readonly ModelWork[]): Warning[] {
  const { before } = comparison
  if (!before) return []
  const found = [
    ...endpointWarnings(comparison, before),
    ...withoutChampion(comparison, before),
    ...sharedSources(comparison, models),
    ...budgets(comparison, models),
    ...largeChange(comparison, before),
  ]
  return found.sort((a, b) => compare(a.kind, b.kind) || compare(a.subject, b.subject))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function endpointWarnings({ changes, after, known }: Comparison, before: Factory): Warning[] {
  return changes.flatMap(({ id, kind, from }): Warning[] => {
    const [type, name = ''] = id.split('/')
    if (type !== 'endpoint') return []
    const serves = (endpoint: string) => {
      const version = known?.endpoints[endpoint]?.stable
      return version === undefined ? '' : `, which serves version ${version}`
    }
    if (kind === 'removed')
      return known && known.endpoints[name]?.stable === undefined
        ? []
        : [{ kind: 'endpoint-removed', subject: id, message: `the endpoint${serves(name)}, stops answering` }]
    if (kind === 'renamed' && from !== undefined)
      return [
        {
          kind: 'endpoint-renamed',
          subject: id,
          message: `${from}${serves(from.split('/')[1] ?? '')}, stops answering under its old name`,
        },
      ]
    const [former, endpoint] = [before.endpoints[name], after.endpoints[name]]
    if (kind !== 'changed' || !former || !endpoint || !restarts(former, endpoint, known !== undefined)) return []
    return [{ kind: 'endpoint-restarted', subject: id, message: `its server${serves(name)}, is stopped and started again` }]
  })
}

/** An endpoint that is there already, whose model has nothing to serve: known only where versions are. */
function withoutChampion({ after, known }: Comparison, before: Factory): Warning[] {
  if (!known) return []
  return Object.values(after.endpoints).flatMap(({ name, model }): Warning[] => {
    const former = before.endpoints[name]
    if (known.models[model]?.champion || !former) return []
    const message =
      former.model === model
        ? `model ${model} has no champion: nothing is served until a version passes its gates`
        : `model ${model} has no champion yet, and ${former.model} no longer answers here`
    return [{ kind: 'no-champion', subject: `endpoint/${name}`, message }]
  })
}

function sharedSources({ changes, after }: Comparison, models: readonly ModelWork[]): Warning[] {
  return changes.flatMap(({ id, kind }): Warning[] => {
    const [type, name = ''] = id.split('/')
    if (type !== 'source' || kind !== 'changed') return []
    const users = Object.values(after.models).filter(({ dataset }) => {
      const definition = after.datasets[dataset]
      return definition !== undefined && sourcesOf(definition).includes(name)
    })
    const trained = users.filter((user) => models.some(({ model, reason }) => model === user.name && reason !== 'held'))
    if (users.length < 2) return []
    return [
      { kind: 'shared-source', subject: id, message: `${users.length} models learn from it; ${trained.length} of them are trained anew` },
    ]
  })
}

function budgets({ after, known }: Comparison, models: readonly ModelWork[]): Warning[] {
  return Object.values(after.models).flatMap(({ name, retrain, trainer }): Warning[] => {
    const { budget } = retrain
    if (!budget) return []
    const subject = `model/${name}`
    const history = known?.models[name]?.training?.history ?? []
    const used = known && allowance(spent(history), { budget, cooldownMs: 0 }, known.now)
    if (used && !used.allowed)
      return [{ kind: 'budget', subject, message: `its ${used.reason}: no retraining by schedule, drift or decay for now` }]
    const estimate = models.find(({ model }) => model === name)?.stages.find(({ stage }) => stage === 'train')?.estimate
    const hours = ((estimate?.ms ?? 0) / 3_600_000) * trainer.numNodes * (trainer.resources.gpu ?? 0)
    if (budget.gpuHours === undefined || hours <= budget.gpuHours) return []
    return [
      { kind: 'budget', subject, message: `one run may take ${Number(hours.toFixed(2))} GPU-hours, of a budget of ${budget.gpuHours}` },
    ]
  })
}

function largeChange({ changes, after }: Comparison, before: Factory): Warning[] {
  const total = new Set([...before.graph, ...after.graph].map(({ id }) => id)).size
  const touched = changes.filter(({ id, kind }) => id.includes('/') && (kind === 'changed' || kind === 'removed')).length
  if (touched < LARGE_COUNT || touched / before.graph.length < LARGE_SHARE) return []
  return [{ kind: 'large-change', subject: 'factory', message: `${touched} of ${total} resources change or go` }]
}
