import type { LiveObject } from '../live-object.js'
import type { ObjectRef } from '../object-id.js'
import type { ApiClient } from './api-client.js'
import { Kinds, pathOf } from './kinds.js'

/** By which name our fields are known in managedFields. */
export const FIELD_MANAGER = 'aifactory'

export interface WriteOptions {
  readonly as?: string
  readonly manager?: string
}

export interface ApplyRequest extends WriteOptions {
  readonly dryRun?: boolean
  /** Takes fields from other managers. */
  readonly force?: boolean
  readonly subresource?: 'status'
}

export interface DeleteRequest extends WriteOptions {
  /** Only while it is this one. */
  readonly uid?: string
  readonly resourceVersion?: string
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan'
}

export interface ListOptions {
  readonly namespace?: string
  readonly selector?: string
  readonly fieldSelector?: string
  readonly signal?: AbortSignal
}

interface Page {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string }
  readonly items: readonly Omit<LiveObject, 'apiVersion' | 'kind'>[]
}

const PAGE = 500

/** Objects of any kind. */
export class Objects {
  readonly client: ApiClient
  readonly kinds: Kinds

  constructor(client: ApiClient) {
    this.client = client
    this.kinds = new Kinds(client)
  }

  async get<T = LiveObject>(ref: ObjectRef, { as }: WriteOptions = {}): Promise<T | undefined> {
    return this.client.find<T>({ path: await this.#path(ref), as })
  }

  /** Server-side apply. */
  async apply(
    object: ObjectRef,
    { dryRun, force, as, manager, subresource }: ApplyRequest = {},
  ): Promise<{ created: boolean; live: LiveObject }> {
    const { status, body } = await this.client.send<LiveObject>({
      method: 'PATCH',
      path: await this.#path(object, subresource),
      query: { fieldManager: manager ?? FIELD_MANAGER, force, fieldValidation: 'Strict', ...(dryRun && { dryRun: 'All' }) },
      contentType: 'application/apply-patch+yaml',
      body: object,
      as,
    })
    return { created: status === 201, live: body }
  }

  /** A merge patch (RFC 7386): fields that are null go. */
  async merge<T = LiveObject>(ref: ObjectRef, patch: object, { as, manager, subresource }: ApplyRequest = {}): Promise<T> {
    return this.client.request<T>({
      method: 'PATCH',
      path: await this.#path(ref, subresource),
      query: { fieldManager: manager ?? FIELD_MANAGER },
      contentType: 'application/merge-patch+json',
      body: patch,
      as,
    })
  }

  async create<T = LiveObject>(object: ObjectRef, { as, manager }: WriteOptions = {}): Promise<T> {
    const kind = await this.kinds.find(object)
    return this.client.request<T>({
      method: 'POST',
      path: pathOf(kind, { namespace: object.metadata.namespace }),
      query: { fieldManager: manager ?? FIELD_MANAGER },
      body: object,
      as,
    })
  }

  /** Replaces an object; its resourceVersion must be the newest. */
  async replace<T = LiveObject>(object: ObjectRef, { as, manager }: WriteOptions = {}): Promise<T> {
    return this.client.request<T>({
      method: 'PUT',
      path: await this.#path(object),
      query: { fieldManager: manager ?? FIELD_MANAGER },
      body: object,
      as,
    })
  }

  /** False where there was none. */
  async delete(ref: ObjectRef, { uid, resourceVersion, propagation = 'Background', as }: DeleteRequest = {}): Promise<boolean> {
    const preconditions = uid === undefined && resourceVersion === undefined ? undefined : { uid, resourceVersion }
    const gone = await this.client.find({
      method: 'DELETE',
      path: await this.#path(ref),
      body: { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: propagation, preconditions },
      as,
    })
    return gone !== undefined
  }

  /** Page after page, so that many objects are never held at once. Returns the version that a watch can go on from. */
  async list(of: { apiVersion: string; kind: string }, onObject: (object: LiveObject) => void, options: ListOptions = {}): Promise<string> {
    const kind = await this.kinds.find(of)
    const { namespace, selector, fieldSelector, signal } = options
    for (let next: string | undefined; ; ) {
      const page: Page = await this.client.request<Page>({
        path: pathOf(kind, { namespace }),
        query: { limit: PAGE, continue: next, labelSelector: selector, fieldSelector },
        signal,
      })
      // Items of a list do not say what they are.
      for (const item of page.items) onObject({ ...item, apiVersion: kind.apiVersion, kind: kind.kind } as LiveObject)
      next = page.metadata.continue
      if (!next) return page.metadata.resourceVersion
    }
  }

  async all<T = LiveObject>(of: { apiVersion: string; kind: string }, options: ListOptions = {}): Promise<T[]> {
    const found: T[] = []
    await this.list(of, (object) => found.push(object as T), options)
    return found
  }

  async #path(ref: ObjectRef, subresource?: string): Promise<string> {
    const { name, namespace } = ref.metadata
    const path = pathOf(await this.kinds.find(ref), { name, namespace })
    return subresource === undefined ? path : `${path}/${subresource}`
  }
}
