import { digestOf } from '../../schema/digest.js'
import type { JobOutcome, KeyedJob, ServingConfig, ServingStatus } from '../../schema/generated/jobs.js'
import { type ClusterApi, ClusterApiError, type ClusterObject, type ObjectRef } from '../platforms/kubernetes/cluster-api.js'
import { KEEPS_ARTIFACT } from '../platforms/kubernetes/job-names.js'
import type { UnplacedJob } from '../platforms/platform.js'
import type { FakeMachine } from './fake-platform.js'
import { plainAnswer } from './job-script.js'

const idOf = ({ kind, namespace, name }: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): string => `${kind}/${namespace}/${name}`
const refOf = ({ kind, metadata }: ClusterObject) => ({ kind, namespace: metadata.namespace ?? '', name: metadata.name })

/** How a pod of tests ends, where its job does not simply answer from the script. */
export type PodEnd =
  | { readonly kind: 'oom' }
  | { readonly kind: 'deadline' }
  | { readonly kind: 'node-lost' }
  | { readonly kind: 'exit'; readonly code: number; readonly message?: string }
  | { readonly kind: 'silent' }
  | { readonly kind: 'pending'; readonly message: string }

/**
 * An API server with a node, as far as the driver sees them: objects with versions, Jobs whose pods answer from the script of a
 * machine, a volume that keeps outcomes by key, and one server for each endpoint that follows its ConfigMap.
 */
export class FakeCluster implements ClusterApi {
  readonly machine: FakeMachine
  readonly objects = new Map<string, ClusterObject>()
  /** What pods come to, one after another, before they answer from the script. */
  readonly ends: PodEnd[] = []
  /** Requests that change something, in order. */
  readonly writes: string[] = []
  readonly #volume = new Map<string, JobOutcome>()
  readonly #logs = new Map<string, string>()
  #version = 0

  constructor(machine: FakeMachine) {
    this.machine = machine
  }

  async get(ref: ObjectRef): Promise<ClusterObject | undefined> {
    if (ref.kind === 'Job') this.#advance(ref)
    return structuredClone(this.objects.get(idOf(ref)))
  }

  async list(
    of: Pick<ObjectRef, 'apiVersion' | 'kind' | 'namespace'>,
    labels: Readonly<Record<string, string>>,
  ): Promise<readonly ClusterObject[]> {
    const wanted = Object.entries(labels)
    return structuredClone(
      [...this.objects.values()].filter(
        ({ kind, metadata }) =>
          kind === of.kind && metadata.namespace === of.namespace && wanted.every(([name, value]) => metadata.labels?.[name] === value),
      ),
    )
  }

  async create(object: ClusterObject): Promise<ClusterObject> {
    if (this.objects.has(idOf(refOf(object)))) throw new ClusterApiError(409, 'AlreadyExists', `${object.metadata.name} already exists`)
    return this.#put('create', object)
  }

  async replace(object: ClusterObject): Promise<ClusterObject> {
    this.#check(object)
    return this.#put('replace', object)
  }

  async apply(object: ClusterObject): Promise<ClusterObject> {
    const known = this.objects.get(idOf(refOf(object)))
    if (known && object.metadata.resourceVersion !== undefined) this.#check(object)
    const metadata = {
      ...known?.metadata,
      ...object.metadata,
      annotations: { ...known?.metadata.annotations, ...object.metadata.annotations },
    }
    const data = { ...(known?.data as object), ...(object.data as object) }
    if (object.kind === 'ConfigMap' && 'serving.json' in data) this.#serve(String(data['serving.json']))
    return this.#put('apply', { ...known, ...object, data, metadata })
  }

  async patchStatus(ref: ObjectRef, status: unknown): Promise<void> {
    const known = this.objects.get(idOf(ref))
    if (!known) throw new ClusterApiError(404, 'NotFound', `${ref.name} not found`)
    this.#put('status', { ...known, status: JSON.parse(JSON.stringify(status)) as unknown })
  }

  async applyStatus(ref: ObjectRef, status: unknown): Promise<void> {
    await this.patchStatus(ref, { ...(this.objects.get(idOf(ref))?.status as object), ...(status as object) })
  }

  async delete(ref: ObjectRef): Promise<void> {
    this.objects.delete(idOf(ref))
  }

  async log(pod: { readonly namespace: string; readonly name: string }): Promise<string | undefined> {
    return this.#logs.get(pod.name)
  }

  /** What the server of the endpoint with that address answers. */
  async ask(address: string): Promise<ServingStatus | undefined> {
    const endpoint = [...this.machine.servers.keys()].find((name) => address.includes(ipOf(name)))
    const server = endpoint === undefined ? undefined : this.machine.servers.get(endpoint)
    if (!server || endpoint === undefined) return undefined
    const versions = server.desired.models.map(({ version }) => ({ version, state: 'ready' as const, requests: 0 }))
    return { endpoint, pid: 1, generation: server.generation, ready: true, port: 8080, versions }
  }

  #check({ kind, metadata }: ClusterObject): void {
    const known = this.objects.get(idOf({ kind, namespace: metadata.namespace ?? '', name: metadata.name }))
    if (known?.metadata.resourceVersion !== metadata.resourceVersion)
      throw new ClusterApiError(409, 'Conflict', `${metadata.name} was changed`)
  }

  #put(verb: string, object: ClusterObject): ClusterObject {
    this.writes.push(`${verb} ${object.kind} ${object.metadata.name}`)
    const creationTimestamp = object.metadata.creationTimestamp ?? new Date(++this.#version * 1000).toISOString()
    const stored = { ...object, metadata: { ...object.metadata, creationTimestamp, resourceVersion: String(++this.#version) } }
    this.objects.set(idOf(refOf(stored)), structuredClone(stored))
    return structuredClone(stored)
  }

  /** The node and the controllers do the next thing for a Job: its pod comes to an end. */
  #advance(ref: ObjectRef): void {
    const job = this.objects.get(idOf(ref))
    if (!job || (job.status as { conditions?: unknown } | undefined)?.conditions) return
    const name = `${ref.name}-pod`
    const end = this.ends.shift()
    const labels = { 'batch.kubernetes.io/job-name': ref.name }
    const pod = (status: object): void => {
      this.objects.set(idOf({ kind: 'Pod', namespace: ref.namespace, name }), {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: ref.namespace, labels, creationTimestamp: new Date(0).toISOString() },
        status,
      })
    }
    const conclude = (type: 'Complete' | 'Failed', status: object): void => {
      pod(status)
      this.objects.set(idOf(ref), { ...job, status: { conditions: [{ type, status: 'True' }] } })
    }
    const ended = (terminated: object): object => ({ phase: 'Failed', containerStatuses: [{ name: 'job', state: { terminated } }] })
    switch (end?.kind) {
      case 'pending':
        pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: end.message }] })
        return
      case 'oom':
        conclude('Failed', ended({ exitCode: 137, reason: 'OOMKilled' }))
        return
      case 'deadline':
        conclude('Failed', { phase: 'Failed', reason: 'DeadlineExceeded' })
        return
      case 'node-lost':
        conclude('Failed', { phase: 'Failed', conditions: [{ type: 'DisruptionTarget', status: 'True', message: 'the node is gone' }] })
        return
      case 'exit':
        conclude('Failed', ended({ exitCode: end.code, reason: 'Error', ...(end.message !== undefined && { message: end.message }) }))
        return
      case 'silent':
        this.#answer(ref)
        conclude('Complete', { phase: 'Succeeded' })
        return
      default: {
        const outcome = this.#answer(ref)
        this.#logs.set(name, `starting\n${JSON.stringify(outcome)}\n`)
        if (outcome.error) conclude('Failed', ended({ exitCode: outcome.error.retryable ? 74 : 1, reason: 'Error' }))
        else conclude('Complete', { phase: 'Succeeded' })
      }
    }
  }

  /** Does a job as its container would: from the volume where its key is done, by the script where it is not. */
  #answer(ref: ObjectRef): JobOutcome {
    const config = this.objects.get(idOf({ ...ref, kind: 'ConfigMap' }))
    const { 'job.json': text = '' } = (config?.data ?? {}) as Record<string, string>
    const { key, job } = JSON.parse(text) as KeyedJob
    const known = this.#volume.get(key)
    if (known) return known
    const spec = job as unknown as UnplacedJob
    this.machine.ran.push({ key, subject: '', spec, retries: 0 })
    const answer = this.machine.script[spec.kind]?.(spec) ?? {}
    if (answer.error) return { type: 'outcome', key, error: answer.error }
    const artifact = KEEPS_ARTIFACT.has(spec.kind) ? (answer.artifact ?? digestOf([spec.kind, key])) : undefined
    const found =
      spec.kind === 'Fingerprint'
        ? { fingerprints: Object.fromEntries(spec.sources.map(({ name }) => [name, digestOf(this.machine.files[name] ?? '')])) }
        : plainAnswer(spec)
    const outcome: JobOutcome = {
      type: 'outcome',
      key,
      result: { kind: spec.kind, ...found, ...answer.result },
      ...(artifact !== undefined && { artifact, files: { 'model.onnx': digestOf([artifact, 'model.onnx']) } }),
    }
    this.#volume.set(key, outcome)
    return outcome
  }

  #serve(text: string): void {
    const { generation, host: _host, port: _port, ...desired } = JSON.parse(text) as ServingConfig
    this.machine.servers.set(desired.endpoint, { desired, generation })
    this.machine.routes.push(desired.route)
    const labels = {
      'app.kubernetes.io/component': 'serve',
      'app.kubernetes.io/instance': desired.endpoint,
      'app.kubernetes.io/part-of': 'rides',
    }
    this.objects.set(idOf({ kind: 'Pod', namespace: 'default', name: `${desired.endpoint}-0` }), {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `${desired.endpoint}-0`, namespace: 'default', labels },
      status: { phase: 'Running', podIP: ipOf(desired.endpoint) },
    })
  }
}

const ipOf = (endpoint: string): string => `10.0.0.${endpoint.length}`
