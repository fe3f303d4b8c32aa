import type { ServingConfig } from '../../../schema/generated/jobs.js'
import type { Factory, LinkedEndpoint } from '../../graph/factory.js'
import { stampView } from '../../graph/stamp-view.js'
import { configMap } from './config-map.js'
import { hashOf, metaOf } from './labels.js'
import { nameOf } from './names.js'
import type { KubernetesObject } from './object.js'
import { logDir, ONLINE_STORE } from './places.js'
import { required } from './steps/data-steps.js'

export const SERVER_PORT = 8080
/** Where a bearer token is handed to the server. */
export const TOKEN_VARIABLE = 'AIFACTORY_TOKEN'
/** The file that the server follows: the ServingConfig with versions and routes, which the control plane writes. */
export const SERVING_FILE = 'serving.json'
/** What of it the file aifactory.yaml decides. */
const DEFINITION_FILE = 'endpoint.json'

export function servingName(factory: Factory, endpoint: LinkedEndpoint): string {
  return nameOf([factory.name, endpoint.name])
}

export function servingConfigName(factory: Factory, endpoint: LinkedEndpoint): string {
  return nameOf([factory.name, 'serve', endpoint.name])
}

/**
 * The endpoint's ConfigMap. Only endpoint.json is rendered: with server-side apply each key has an owner, so applying
 * again never undoes the versions and weights that the control plane has put into serving.json.
 */
export function servingConfig(factory: Factory, endpoint: LinkedEndpoint): KubernetesObject {
  const hash = hashOf(factory, `endpoint/${endpoint.name}`)
  const metadata = metaOf(factory, { name: servingConfigName(factory, endpoint), component: 'serve', instance: endpoint.name, hash })
  return configMap(metadata, { [DEFINITION_FILE]: `${JSON.stringify(definition(factory, endpoint), null, 2)}\n` }, 'mutable')
}

type Definition = Omit<ServingConfig, 'generation' | 'models' | 'route' | 'views' | 'logColumns'> & {
  readonly views: readonly {
    readonly name: string
    readonly joinKeys: readonly string[]
    readonly features: readonly string[]
    readonly ttlMs?: number
  }[]
  readonly logColumns: readonly string[]
}

function definition(factory: Factory, endpoint: LinkedEndpoint): Definition {
  const dataset = required(factory.datasets, required(factory.models, endpoint.model).dataset)
  const { logger, auth, batching } = endpoint
  return {
    endpoint: endpoint.name,
    model: endpoint.model,
    host: '0.0.0.0',
    port: SERVER_PORT,
    onlineStore: ONLINE_STORE,
    views: dataset.views
      .map(stampView)
      .map(({ name, joinKeys, features, ttlMs }) => ({ name, joinKeys, features: features.map((feature) => feature.name), ttlMs })),
    logColumns: endpoint.groundTruth?.joinKey ?? [],
    batching,
    timeoutMs: endpoint.timeoutMs,
    logger: { mode: logger.mode, sampleRate: logger.sampleRate, dir: logDir(endpoint.name) },
    auth: auth.type === 'bearer' ? { type: 'bearer', tokenEnv: TOKEN_VARIABLE } : { type: 'none' },
  }
}
