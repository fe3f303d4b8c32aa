import type { Factory } from '../../compiler/graph/factory.js'
import type { EndpointView, LineageNode, ModelView, MonitorView } from './view-model.js'

type Status = LineageNode['status']

/** The factory from its sources to its monitors, with a word on each part that has something to say. */
export function lineage(
  factory: Factory,
  views: { endpoints: readonly EndpointView[]; models: readonly ModelView[]; monitors: readonly MonitorView[] },
): LineageNode[] {
  const statuses = new Map<string, Status>([
    ...views.models.map((model) => [`model/${model.name}`, modelStatus(model)] as const),
    ...views.endpoints.map((endpoint) => [`endpoint/${endpoint.name}`, endpointStatus(endpoint)] as const),
    ...views.monitors.map((monitor) => [`monitor/${monitor.name}`, monitorStatus(monitor)] as const),
  ])
  return factory.graph.map(({ id, kind, name, dependsOn }) => ({ id, kind, name, dependsOn, status: statuses.get(id) ?? null }))
}

function modelStatus({ run, failure, champion, total }: ModelView): Status {
  if (run) return { level: 'info', text: 'training' }
  if (failure) return { level: 'bad', text: 'last run failed' }
  if (champion !== null) return { level: 'good', text: `v${champion} of ${total}` }
  return total > 0 ? { level: 'warn', text: 'no champion' } : null
}

function endpointStatus({ rollout, champion }: EndpointView): Status {
  if (rollout?.paused) return { level: 'warn', text: `v${rollout.version} is paused` }
  if (rollout) return { level: 'info', text: `v${rollout.version} rolls out` }
  return champion === null ? { level: 'info', text: 'waits' } : { level: 'good', text: `serves v${champion}` }
}

function monitorStatus({ latest }: MonitorView): Status {
  if (!latest) return null
  const fired = latest.rules.filter(({ verdict }) => verdict === 'fail').length
  if (fired > 0) return { level: 'bad', text: fired === 1 ? '1 rule fires' : `${fired} rules fire` }
  if (latest.verdict === 'pass') return { level: 'good', text: 'steady' }
  return { level: 'warn', text: latest.verdict === 'no-data' ? 'no data' : 'inconclusive' }
}
