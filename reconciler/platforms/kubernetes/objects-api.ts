import { text } from 'node:stream/consumers'
import { ApiError } from './client/api-error.js'
import { pathOf } from './client/kinds.js'
import type { Objects } from './client/objects.js'
import { type ClusterApi, ClusterApiError, type ClusterObject, type ObjectRef } from './cluster-api.js'

const OURS = /^aifactory\.dev\//

const target = ({ apiVersion, kind, namespace, name }: ObjectRef) => ({ apiVersion, kind, metadata: { namespace, name } })

/**
 * The driver's requests over a client. With an account, what is not a record of ours is read and written in its name, so that a
 * factory gets nothing done that its account may not.
 */
export function objectsApi(objects: Objects, { as }: { readonly as?: string } = {}): ClusterApi {
  const nameOf = ({ apiVersion }: { readonly apiVersion: string }) => (OURS.test(apiVersion) ? {} : { as })
  return {
    get: (ref) => objects.get<ClusterObject>(target(ref), nameOf(ref)),
    list: ({ apiVersion, kind, namespace }, labels) =>
      objects.all<ClusterObject>(
        { apiVersion, kind },
        {
          namespace,
          selector: Object.entries(labels)
            .map(([name, value]) => `${name}=${value}`)
            .join(','),
        },
      ),
    create: (object) => refusals(objects.create<ClusterObject>(object, { ...nameOf(object), manager: MANAGER })),
    // With its resourceVersion a patch is refused like a replacement where somebody has written since; accounts may patch.
    replace: async (object) => (await refusals(objects.apply(object, { ...nameOf(object), manager: MANAGER, force: true }))).live,
    apply: async (object, manager) => (await refusals(objects.apply(object, { ...nameOf(object), manager, force: true }))).live,
    async patchStatus(ref, status) {
      const kind = await objects.kinds.find(ref)
      await refusals(
        objects.client.request({
          method: 'PATCH',
          path: `${pathOf(kind, ref)}/status`,
          query: { fieldManager: MANAGER },
          contentType: 'application/json-patch+json',
          body: [{ op: 'add', path: '/status', value: status }],
        }),
      )
    },
    async applyStatus(ref, status, manager) {
      await refusals(objects.apply({ ...target(ref), status } as ClusterObject, { manager, force: true, subresource: 'status' }))
    },
    async delete(ref) {
      await objects.delete(target(ref), nameOf(ref))
    },
    async log({ namespace, name }, container, lines) {
      const pods = pathOf(await objects.kinds.find({ apiVersion: 'v1', kind: 'Pod' }), { namespace, name })
      const signal = AbortSignal.timeout(LOG_TIMEOUT_MS)
      const response = await objects.client.open({ path: `${pods}/log`, query: { container, tailLines: lines }, signal })
      const said = await text(response)
      return response.statusCode === 200 ? said : undefined
    },
  }
}

const MANAGER = 'aifactory-control'
const LOG_TIMEOUT_MS = 20_000

/** What the driver tells apart is who wrote when. */
async function refusals<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiError && (error.httpStatus === 409 || error.httpStatus === 404))
      throw new ClusterApiError(error.httpStatus, error.reason, error.message)
    throw error
  }
}
