import type { Factory } from '../../../compiler/graph/factory.js'
import { API_VERSION } from '../../../schema/crds/definition.js'
import type { TrainingRunResource, TrainingRunStatus } from '../../../schema/crds/training-run.js'
import { canonicalJson } from '../../../schema/digest.js'
import type { JobResult } from '../../../schema/generated/jobs.js'
import type { JobRecord } from '../../store/store.js'
import type { JobRequest } from '../platform.js'
import { type ClusterApi, type ClusterObject, isConflict, type ObjectRef } from './cluster-api.js'
import { controlLabels } from './control-labels.js'
import { componentOf } from './job-names.js'
import { podNeeds } from './job-objects.js'

interface Placement {
  readonly factory: Factory
  /** The Factory that asks, as its custom resource is called. */
  readonly factoryName: string
  readonly owner?: unknown
  readonly revision?: string
}

/** The TrainingRun of a job: what was asked for, which never changes, and in its status how far it is. */
export class TrainingRecord {
  readonly ref: ObjectRef
  readonly #api: ClusterApi
  #status: TrainingRunStatus

  private constructor(api: ClusterApi, run: TrainingRunResource) {
    this.#api = api
    this.ref = { apiVersion: API_VERSION, kind: 'TrainingRun', namespace: run.metadata.namespace, name: run.metadata.name }
    this.#status = run.status ?? {}
  }

  /** The record of that name, made where it is not there yet. */
  static async open(api: ClusterApi, name: string, request: JobRequest, place: Placement): Promise<TrainingRecord> {
    const { namespace } = place.factory.platform
    const ref = { apiVersion: API_VERSION, kind: 'TrainingRun', namespace, name }
    const known = await api.get(ref)
    if (known) return new TrainingRecord(api, known as unknown as TrainingRunResource)
    try {
      return new TrainingRecord(api, (await api.create(recordObject(ref, request, place))) as unknown as TrainingRunResource)
    } catch (error) {
      if (!isConflict(error)) throw error
      return TrainingRecord.open(api, name, request, place)
    }
  }

  get status(): TrainingRunStatus {
    return this.#status
  }

  /** Writes what has changed of the status; nothing where nothing has. */
  async update(change: TrainingRunStatus): Promise<void> {
    const next = { ...this.#status, ...change }
    if (canonicalJson(next) === canonicalJson(this.#status)) return
    await this.#api.patchStatus(this.ref, next)
    this.#status = next
  }
}

function recordObject({ namespace, name }: ObjectRef, request: JobRequest, place: Placement): ClusterObject {
  const { key, subject, spec, retries, timeoutMs } = request
  const { image, resources, spot, queueName } = podNeeds(place.factory, request)
  return {
    apiVersion: API_VERSION,
    kind: 'TrainingRun',
    metadata: {
      name,
      namespace,
      labels: controlLabels(place.factory, componentOf(spec.kind), subject),
      ...(place.owner !== undefined && { ownerReferences: [place.owner] }),
    },
    spec: {
      factory: place.factoryName,
      kind: spec.kind,
      subject,
      key,
      job: spec,
      retries,
      image,
      pod: { resources, spot, ...(queueName !== undefined && { queueName }) },
      ...(timeoutMs !== undefined && { timeout: `${Math.ceil(timeoutMs / 1000)}s` }),
      ...(place.revision !== undefined && { revision: place.revision }),
    },
  }
}

/** What a record says of its job, as the store keeps it. */
export function jobRecordOf({ spec, status }: TrainingRunResource): JobRecord {
  const { phase, artifact, result, error, attempts = 0, startedAt, finishedAt } = status ?? {}
  return {
    key: spec.key,
    kind: spec.kind,
    subject: spec.subject,
    state: phase === 'Succeeded' ? 'succeeded' : phase === 'Failed' ? 'failed' : 'running',
    artifact,
    result: result as JobResult | undefined,
    error,
    attempts,
    startedAt: Date.parse(startedAt ?? '') || 0,
    ...(finishedAt !== undefined && { finishedAt: Date.parse(finishedAt) }),
  }
}
