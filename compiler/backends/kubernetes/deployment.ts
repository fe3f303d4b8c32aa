import type { Factory, LinkedEndpoint } from '../../graph/factory.js'
import { hashOf, labelsOf, metaOf, selectorLabels } from './labels.js'
import type { JsonMap, KubernetesObject } from './object.js'
import { CONFIG_DIR, LOG_FOLDER, logDir, ONLINE_FOLDER, VOLUME_ROOT } from './places.js'
import { BASE_ENV, CONTAINER_SECURITY, podBase, SCRATCH_MOUNT } from './pod.js'
import { DEFAULT_RESOURCES, resourcesOf } from './resources.js'
import { SERVER_PORT, SERVING_FILE, servingConfigName, servingName, TOKEN_VARIABLE } from './serving-config.js'
import { environment } from './step-container.js'

/** Seconds in which load balancers learn that a pod goes, before it stops to take requests. */
const LEAVE = 5
/** Seconds for the server to write its log after the last answer. */
const CLOSE = 10

const SERVING_PATH = `${CONFIG_DIR}/${SERVING_FILE}`
/** Ends as soon as the file is there, so that pods of an endpoint without a version wait instead of failing. */
const AWAIT_FILE =
  'const fs = require("node:fs"); const [, path] = process.argv; (function look() { fs.existsSync(path) ? process.exit(0) : setTimeout(look, 1000) })()'

/** The servers of an endpoint. */
export function deployment(factory: Factory, endpoint: LinkedEndpoint): KubernetesObject {
  const selector = selectorLabels(factory, 'serve', endpoint.name)
  const hash = hashOf(factory, `endpoint/${endpoint.name}`)
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metaOf(factory, { name: servingName(factory, endpoint), component: 'serve', instance: endpoint.name, hash }),
    spec: {
      // Where an autoscaler decides, the number is not ours to set.
      ...(endpoint.maxReplicas > endpoint.minReplicas ? {} : { replicas: endpoint.minReplicas }),
      revisionHistoryLimit: 5,
      selector: { matchLabels: selector },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: labelsOf(factory, 'serve', endpoint.name), annotations: SCRAPE },
        spec: podSpec(factory, endpoint, selector),
      },
    },
  }
}

const SCRAPE = { 'prometheus.io/path': '/metrics', 'prometheus.io/port': String(SERVER_PORT), 'prometheus.io/scrape': 'true' }

function podSpec(factory: Factory, endpoint: LinkedEndpoint, selector: Readonly<Record<string, string>>): JsonMap {
  return {
    ...podBase(factory, 'server', [{ name: 'serving', configMap: { name: servingConfigName(factory, endpoint) } }]),
    terminationGracePeriodSeconds: LEAVE + Math.ceil(endpoint.timeoutMs / 1000) + CLOSE,
    topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: selector },
      matchLabelKeys: ['pod-template-hash'],
    })),
    initContainers: [
      container(factory, endpoint, {
        name: 'await-version',
        command: ['node', '-e', AWAIT_FILE, SERVING_PATH],
        volumeMounts: [SERVING_MOUNT],
      }),
    ],
    containers: [
      container(factory, endpoint, {
        name: 'server',
        command: ['node', 'dist/server.js', SERVING_PATH],
        env: [...BASE_ENV, POD_NAME, ...token(endpoint)],
        ports: [{ name: 'http', containerPort: SERVER_PORT, protocol: 'TCP' }],
        startupProbe: { ...probe('/v2/health/live'), periodSeconds: 1, failureThreshold: 60 },
        livenessProbe: { ...probe('/v2/health/live'), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
        readinessProbe: { ...probe('/v2/health/ready'), periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 },
        lifecycle: { preStop: { sleep: { seconds: LEAVE } } },
        volumeMounts: [SERVING_MOUNT, ...dataMounts(endpoint), SCRATCH_MOUNT],
      }),
    ],
  }
}

const SERVING_MOUNT: JsonMap = { name: 'serving', mountPath: CONFIG_DIR, readOnly: true }
const POD_NAME: JsonMap = { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }

/**
 * Servers read models, and write only the online store, whose readers keep a write-ahead log, and a log of requests. Each
 * has a log of its own: a server takes back a write that failed, which would cut off what another has written.
 */
function dataMounts({ name }: LinkedEndpoint): JsonMap[] {
  return [
    { name: 'data', mountPath: VOLUME_ROOT, readOnly: true },
    { name: 'data', mountPath: logDir(name), subPathExpr: `${LOG_FOLDER}/${name}/$(POD_NAME)` },
    { name: 'data', mountPath: `${VOLUME_ROOT}/${ONLINE_FOLDER}`, subPath: ONLINE_FOLDER },
  ]
}

function container(factory: Factory, endpoint: LinkedEndpoint, own: JsonMap): JsonMap {
  const { images } = factory.platform
  return {
    image: images.runtime,
    imagePullPolicy: images.pullPolicy,
    resources: resourcesOf(factory, endpoint.resources, DEFAULT_RESOURCES.server),
    securityContext: CONTAINER_SECURITY,
    terminationMessagePolicy: 'FallbackToLogsOnError',
    ...own,
  }
}

function probe(path: string): JsonMap {
  return { httpGet: { path, port: 'http' } }
}

function token({ auth }: LinkedEndpoint): JsonMap[] {
  return auth.type === 'bearer' && auth.secretRef !== undefined ? environment({ [TOKEN_VARIABLE]: { secretRef: auth.secretRef } }) : []
}
