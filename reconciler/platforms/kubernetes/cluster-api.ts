import type { LiveMeta } from './live-object.js'

/** An object as the API server gives it. What is inside depends on its kind. */
export interface ClusterObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: LiveMeta
  readonly [field: string]: unknown
}

export interface ObjectRef {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** What the API server refused: `status` is that of HTTP, `reason` that of Kubernetes. */
export class ClusterApiError extends Error {
  readonly status: number
  readonly reason: string

  constructor(status: number, reason: string, message: string) {
    super(message)
    this.name = 'ClusterApiError'
    this.status = status
    this.reason = reason
  }
}

/** Somebody else has written meanwhile, or the name is taken. */
export const isConflict = (error: unknown): boolean => error instanceof ClusterApiError && error.status === 409

/** The requests that the driver makes of an API server. All may be repeated but `create`, which then says that it is there. */
export interface ClusterApi {
  /** Undefined where there is no such object, or no such kind. */
  get(ref: ObjectRef): Promise<ClusterObject | undefined>
  list(
    of: Pick<ObjectRef, 'apiVersion' | 'kind' | 'namespace'>,
    labels: Readonly<Record<string, string>>,
  ): Promise<readonly ClusterObject[]>
  /** @throws ClusterApiError 409 where the name is taken. */
  create(object: ClusterObject): Promise<ClusterObject>
  /** Replaces an object that is as it was read. @throws ClusterApiError 409 where somebody has written since. */
  replace(object: ClusterObject): Promise<ClusterObject>
  /** Server-side apply: owns the fields that are given, and takes them from others. */
  apply(object: ClusterObject, manager: string): Promise<ClusterObject>
  /** Replaces the status by these fields, where the kind has one. */
  patchStatus(ref: ObjectRef, status: unknown): Promise<void>
  /** Owns these fields of the status, and leaves those of others alone. */
  applyStatus(ref: ObjectRef, status: unknown, manager: string): Promise<void>
  /** In the background, and nothing where it is gone. */
  delete(ref: ObjectRef): Promise<void>
  /** The last lines that a container wrote; undefined where they are gone. */
  log(pod: { readonly namespace: string; readonly name: string }, container: string, lines: number): Promise<string | undefined>
}
