import type { Factory } from '../../graph/factory.js'
import type { Json, JsonMap } from './object.js'
import { CHECKOUT_FOLDER, VOLUME_ROOT, WORKSPACE } from './places.js'
import { serviceAccountName } from './service-account.js'
import { claimName } from './volume-claim.js'

/** The user of the image, who owns nothing in it. */
const USER = 1000

/** Meets the "restricted" level of the Pod Security Standards. */
export const CONTAINER_SECURITY: JsonMap = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
}

const POD_SECURITY: JsonMap = {
  runAsNonRoot: true,
  runAsUser: USER,
  runAsGroup: USER,
  fsGroup: USER,
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
}

/** The root file system is read-only; temporary files and the home folder are here. */
export const SCRATCH_MOUNT: JsonMap = { name: 'scratch', mountPath: '/tmp' }
export const BASE_ENV: readonly JsonMap[] = [
  { name: 'HOME', value: '/tmp' },
  { name: 'NODE_ENV', value: 'production' },
]

/** Jobs see the whole volume, and the checkout of the repository on it, which they cannot change. */
export const JOB_MOUNTS: readonly JsonMap[] = [
  { name: 'data', mountPath: VOLUME_ROOT },
  { name: 'data', mountPath: WORKSPACE, subPath: CHECKOUT_FOLDER, readOnly: true },
  SCRATCH_MOUNT,
]

/** Parts of a pod's spec that are the same for jobs and servers. */
export function podBase(factory: Factory, role: 'jobs' | 'server', volumes: readonly JsonMap[]): JsonMap {
  const { pullSecrets } = factory.platform.images
  return {
    serviceAccountName: serviceAccountName(factory, role),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...(pullSecrets.length > 0 ? { imagePullSecrets: pullSecrets.map((name) => ({ name })) } : {}),
    securityContext: POD_SECURITY,
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claimName(factory) } }, { name: 'scratch', emptyDir: {} }, ...volumes],
  }
}

/** Where a pod may run: nodes with a GPU, and interruptible ones, where it asks for them. */
export function placement(factory: Factory, wants: { readonly gpu: boolean; readonly spot: boolean }): JsonMap {
  const { gpu, spot } = factory.platform
  const nodeSelector = { ...(wants.gpu ? gpu.nodeSelector : {}), ...(wants.spot ? spot.nodeSelector : {}) }
  const tolerations: Json[] = [
    // Nodes with such a resource are tainted by its name by convention.
    ...(wants.gpu ? [{ key: gpu.resourceName, operator: 'Exists', effect: 'NoSchedule' }] : []),
    ...(wants.spot ? spot.tolerations.map((toleration) => JSON.parse(JSON.stringify(toleration)) as Json) : []),
  ]
  return {
    ...(Object.keys(nodeSelector).length > 0 ? { nodeSelector } : {}),
    ...(tolerations.length > 0 ? { tolerations } : {}),
  }
}
