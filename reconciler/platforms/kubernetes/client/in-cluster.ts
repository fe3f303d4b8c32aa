import { existsSync, readFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import type { Connection } from './connection.js'
import { fromKubeconfig, type KubeconfigOptions } from './kubeconfig.js'

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'
/** Tokens of pods are rotated in their file, well before they expire. */
const REREAD_MS = 60_000

/** A pod's own account; undefined outside of a cluster. */
export function inCluster(env: NodeJS.ProcessEnv = process.env, folder: string = ACCOUNT): Connection | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = env
  if (!host || !existsSync(`${folder}/token`)) return undefined
  const read = (name: string): string => readFileSync(`${folder}/${name}`, 'utf8').trim()
  let known = { token: '', until: 0 }
  return {
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    namespace: existsSync(`${folder}/namespace`) ? read('namespace') : 'default',
    tls: { ca: read('ca.crt') },
    token: async () => {
      if (Date.now() >= known.until) known = { token: read('token'), until: Date.now() + REREAD_MS }
      return known.token
    },
  }
}

/** The pod's own account, or what the kubeconfig says. A context, or paths, are only in a kubeconfig. */
export function findConnection(options: KubeconfigOptions = {}): Connection {
  const asked = options.context !== undefined || options.paths !== undefined || process.env.KUBECONFIG
  return (asked ? undefined : inCluster()) ?? fromKubeconfig(options)
}
