import type { Factory, LinkedModel } from '../../compiler/graph/factory.js'
import type { SourceDefinition } from '../../schema/generated/jobs.js'
import type { EndpointState } from '../decide/rollout.js'
import type { TrainingState } from '../decide/training.js'
import type { Store } from '../store/store.js'
import type { Knowledge, KnownModel, KnownVersion, PastJob, PastJobs } from './knowledge.js'

/** Where a plan's knowledge comes from. */
export interface LocalWorld {
  readonly store: Store
  /** Digest of the files of a source. */
  readonly fingerprint: (source: SourceDefinition) => Promise<string>
  /** Digest of the code of a model's own trainer; undefined for the built-in one. */
  readonly codeDigest: (model: LinkedModel) => Promise<string | undefined>
  readonly hasArtifact: (digest: string) => boolean
  readonly now: number
}

/** Reads what is known about the resources of two factories. Nothing is written. */
export async function localKnowledge(before: Factory | undefined, after: Factory, world: LocalWorld): Promise<Knowledge> {
  const { store } = world
  const models = { ...before?.models, ...after.models }
  const sources = Object.values(after.sources).map(({ definition }) => definition)
  const data = await Promise.all(sources.map(async (source) => [source.name, await world.fingerprint(source)] as const))
  const code = await Promise.all(Object.values(after.models).map(async (model) => [model.name, await world.codeDigest(model)] as const))
  return {
    models: mapValues(models, (model) => knownModel(model, store)),
    endpoints: mapValues({ ...before?.endpoints, ...after.endpoints }, ({ name }) => store.document<EndpointState>('endpoint', name) ?? {}),
    data: Object.fromEntries(data),
    code: Object.fromEntries(code.filter((entry): entry is readonly [string, string] => entry[1] !== undefined)),
    now: world.now,
  }
}

function knownModel({ name, registeredModel, aliases }: LinkedModel, store: Store): KnownModel {
  const version = (alias: string): KnownVersion | undefined => {
    const number = store.alias(registeredModel, alias)
    const found = number === undefined ? undefined : store.version(registeredModel, number)
    return found && { version: found.version, artifact: found.artifacts.model }
  }
  const training = store.document<TrainingState>('training', name)
  const [champion, challenger] = [version(aliases.champion), version(aliases.challenger)]
  return { ...(training && { training }), ...(champion && { champion }), ...(challenger && { challenger }) }
}

/** Jobs that succeeded and whose artifacts are there, by key. */
export function pastJobs({ store, hasArtifact }: Pick<LocalWorld, 'store' | 'hasArtifact'>): PastJobs {
  const found = store.jobs().flatMap((job): [string, PastJob][] => {
    if (job.state !== 'succeeded' || job.finishedAt === undefined) return []
    if (job.artifact !== undefined && !hasArtifact(job.artifact)) return []
    const { key, kind, subject, artifact, startedAt, finishedAt } = job
    const materialized = job.result?.materialized
    return [[key, { key, kind, subject, startedAt, finishedAt, ...(artifact && { artifact }), ...(materialized && { materialized }) }]]
  })
  return new Map(found)
}

function mapValues<T, U>(map: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]))
}
