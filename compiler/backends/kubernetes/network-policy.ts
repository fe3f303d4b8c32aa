import type { Factory, LinkedEndpoint } from '../../graph/factory.js'
import { hashOf, metaOf, selectorLabels } from './labels.js'
import { nameOf } from './names.js'
import type { Json, JsonMap, KubernetesObject } from './object.js'
import { SERVER_PORT } from './serving-config.js'

const HTTPS = 443

/** Cluster DNS, wherever it listens. */
const DNS: JsonMap = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
  ports: [
    { port: 53, protocol: 'TCP' },
    { port: 53, protocol: 'UDP' },
  ],
}

/**
 * The factory's pods reach nothing and are reached by nothing, except: servers on their port; and where data lies in an
 * object store, DNS and HTTPS out of the jobs. Volumes are attached by the node and need no rule.
 */
export function networkPolicies(factory: Factory): KubernetesObject[] {
  const deny = policy(factory, 'default-deny', { 'app.kubernetes.io/part-of': factory.name }, { policyTypes: ['Ingress', 'Egress'] })
  const remote = Object.values(factory.sources).some(({ definition }) => isRemote(definition.path))
  const egress: Json[] = [DNS, { ports: [{ port: HTTPS, protocol: 'TCP' }] }]
  const reach = policy(factory, 'data-egress', { 'app.kubernetes.io/part-of': factory.name }, { policyTypes: ['Egress'], egress }, READERS)
  return [deny, ...(remote ? [reach] : []), ...Object.values(factory.endpoints).map((endpoint) => serverIngress(factory, endpoint))]
}

/** The jobs that read sources. Trainers are not among them. */
const READERS: Json = [
  { key: 'app.kubernetes.io/component', operator: 'In', values: ['validate', 'dataset', 'retrain', 'pipeline', 'materialize', 'monitor'] },
]

function isRemote(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//.test(path)
}

function policy(factory: Factory, purpose: string, matchLabels: JsonMap, rules: JsonMap, matchExpressions?: Json): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metaOf(factory, { name: nameOf([factory.name, purpose]), component: 'network', instance: factory.name }),
    spec: { podSelector: { matchLabels, matchExpressions }, ...rules },
  }
}

function serverIngress(factory: Factory, endpoint: LinkedEndpoint): KubernetesObject {
  const hash = hashOf(factory, `endpoint/${endpoint.name}`)
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metaOf(factory, {
      name: nameOf([factory.name, endpoint.name, 'ingress']),
      component: 'serve',
      instance: endpoint.name,
      hash,
    }),
    spec: {
      podSelector: { matchLabels: selectorLabels(factory, 'serve', endpoint.name) },
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ port: SERVER_PORT, protocol: 'TCP' }] }],
    },
  }
}
