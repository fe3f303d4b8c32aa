import { nameOf } from '../../../compiler/backends/kubernetes/names.js'
import type { Factory, LinkedEndpoint, LinkedMonitor } from '../../../compiler/graph/factory.js'
import { API_VERSION } from '../../../schema/crds/definition.js'
import type { DriftReportSpec, DriftReportStatus } from '../../../schema/crds/drift-report.js'
import type { ModelVersionSpec, ModelVersionStatus } from '../../../schema/crds/model-version.js'
import type { RolloutSpec, RolloutStatus } from '../../../schema/crds/rollout.js'
import type { DriftReport, Verdict } from '../../../schema/generated/jobs.js'
import type { EndpointState } from '../../decide/rollout.js'
import type { ModelVersion, Store } from '../../store/store.js'

/** A custom resource as it should be, for people and for `kubectl wait`. What is decided goes by the state, not by these. */
export interface Projection {
  readonly kind: 'ModelVersion' | 'Rollout' | 'DriftReport'
  readonly name: string
  readonly instance: string
  readonly spec: unknown
  readonly status: unknown
}

export const PROJECTED_VERSION = API_VERSION

/** Everything that the store says of a factory's versions, endpoints and monitors. */
export function projectionsOf(factory: Factory, factoryName: string, store: Store): Projection[] {
  const models = [...new Set(Object.values(factory.models).map(({ registeredModel }) => registeredModel))]
  return [
    ...models.flatMap((model) => store.versions(model).map((version) => versionProjection(factory, factoryName, version, store))),
    ...Object.values(factory.endpoints).map((endpoint) => rolloutProjection(factory, factoryName, endpoint, store)),
    ...Object.values(factory.monitors).flatMap((monitor) => driftProjection(factory, factoryName, monitor, store)),
  ]
}

export const versionName = (factory: string, model: string, version: number): string => nameOf([factory, model, `v${version}`])
export const rolloutName = (factory: string, endpoint: string): string => nameOf([factory, endpoint])

function versionProjection(factory: Factory, factoryName: string, version: ModelVersion, store: Store): Projection {
  const model = Object.values(factory.models).find(({ registeredModel }) => registeredModel === version.model)
  const aliases = Object.values(model?.aliases ?? {}).filter((alias) => store.alias(version.model, alias) === version.version)
  const spec: ModelVersionSpec = {
    factory: factoryName,
    model: version.model,
    version: version.version,
    digest: version.digest,
    modelSha256: version.modelSha256,
    createdAt: iso(version.createdAt),
    runId: version.runId,
    trigger: version.trigger,
    record: { inputs: version.inputs },
  }
  const status: ModelVersionStatus = {
    state: version.state,
    ...(version.reason !== undefined && { reason: version.reason.slice(0, 32_000) }),
    ...(version.rejectedBy !== undefined && { rejectedBy: version.rejectedBy }),
    aliases,
    verdict: version.gates.verdict,
    gates: { ...version.gates },
    evaluation: { metrics: version.evaluation.metrics, rows: version.evaluation.rows },
  }
  return { kind: 'ModelVersion', name: versionName(factory.name, version.model, version.version), instance: version.model, spec, status }
}

function rolloutProjection(factory: Factory, factoryName: string, endpoint: LinkedEndpoint, store: Store): Projection {
  const state = store.document<EndpointState>('endpoint', endpoint.name) ?? {}
  const { stable, previous, rollout } = state
  const registered = factory.models[endpoint.model]?.registeredModel ?? endpoint.model
  const newest = store.versions(registered).at(-1)
  const rolledBack = !rollout && newest?.rejectedBy === 'live'
  const phase =
    stable === undefined
      ? 'Pending'
      : rollout
        ? rollout.paused === undefined
          ? 'Progressing'
          : 'Paused'
        : rolledBack
          ? 'RolledBack'
          : 'Stable'
  const message =
    rollout?.paused ??
    rollout?.message ??
    (rolledBack ? newest.reason : undefined) ??
    (stable === undefined ? 'no version has passed yet' : undefined)
  const spec: RolloutSpec = { factory: factoryName, endpoint: endpoint.name, model: endpoint.model }
  const status: RolloutStatus = {
    phase,
    ...(stable !== undefined && { stable }),
    ...(previous !== undefined && { previous }),
    ...(rollout && {
      candidate: rollout.version,
      step: rollout.step,
      steps: endpoint.rollout.steps.length,
      weight: Math.round(rollout.weight * 100),
      mirror: Math.round(rollout.mirror * 100),
      since: iso(rollout.stepSince),
    }),
    ...(message !== undefined && { message: message.slice(0, 4000) }),
    state: { ...state },
  }
  return { kind: 'Rollout', name: rolloutName(factory.name, endpoint.name), instance: endpoint.name, spec, status }
}

function driftProjection(factory: Factory, factoryName: string, monitor: LinkedMonitor, store: Store): Projection[] {
  const reports = store.reports<DriftReport>(monitor.name, 5)
  const report = reports.at(-1)
  if (!report) return []
  const spec: DriftReportSpec = { factory: factoryName, monitor: monitor.name, endpoint: monitor.endpoint }
  const status: DriftReportStatus = {
    verdict: verdictOf(report),
    version: report.version,
    checkedAt: report.asOf,
    rows: report.rows,
    firing: rulesOf(report, 'fail'),
    message: rulesOf(report, 'fail').length === 0 ? 'no rule fires' : `fires: ${rulesOf(report, 'fail').join(', ')}`,
    history: reports
      .slice(0, -1)
      .reverse()
      .map((past) => ({ at: past.asOf, verdict: verdictOf(past), firing: rulesOf(past, 'fail').length })),
    report: { ...report },
  }
  return [{ kind: 'DriftReport', name: nameOf([factory.name, monitor.name]), instance: monitor.name, spec, status }]
}

const verdictsOf = ({ rules, performance }: DriftReport): { id: string; verdict: Verdict }[] => [...rules, ...performance]

const rulesOf = (report: DriftReport, verdict: Verdict): string[] =>
  verdictsOf(report).flatMap((rule) => (rule.verdict === verdict ? [rule.id] : []))

/** The worst that a rule says: missing evidence is worse than a pass. */
function verdictOf(report: DriftReport): Verdict {
  const all = verdictsOf(report).map(({ verdict }) => verdict)
  return (['fail', 'inconclusive', 'no-data', 'pass'] as const).find((verdict) => all.includes(verdict)) ?? 'no-data'
}

const iso = (time: number): string => new Date(time).toISOString()
