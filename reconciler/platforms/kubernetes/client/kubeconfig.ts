import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { parse } from 'yaml'
import { AIFactoryError } from '../../../../schema/diagnostic.js'
import { type Connection, NO_TOKEN } from './connection.js'
import { type ExecSpec, execCredential } from './exec-credential.js'

interface Cluster {
  readonly server?: string
  readonly 'certificate-authority'?: string
  readonly 'certificate-authority-data'?: string
  readonly 'insecure-skip-tls-verify'?: boolean
  readonly 'tls-server-name'?: string
  readonly 'proxy-url'?: string
}
interface User {
  readonly token?: string
  readonly tokenFile?: string
  readonly 'client-certificate'?: string
  readonly 'client-certificate-data'?: string
  readonly 'client-key'?: string
  readonly 'client-key-data'?: string
  readonly exec?: ExecSpec
  readonly 'auth-provider'?: { readonly name?: string }
  readonly username?: string
}
interface Context {
  readonly cluster?: string
  readonly user?: string
  readonly namespace?: string
}
interface Named {
  readonly name: string
}
interface KubeConfig {
  readonly 'current-context'?: string
  readonly clusters?: readonly (Named & { readonly cluster?: Cluster })[]
  readonly users?: readonly (Named & { readonly user?: User })[]
  readonly contexts?: readonly (Named & { readonly context?: Context })[]
}

export interface KubeconfigOptions {
  /** Paths in the order in which they count; KUBECONFIG or ~/.kube/config without it. */
  readonly paths?: readonly string[]
  /** Another context than the current one. */
  readonly context?: string
}

export function kubeconfigPaths({ KUBECONFIG }: NodeJS.ProcessEnv = process.env): string[] {
  const named = (KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '')
  return named.length > 0 ? named : [join(homedir(), '.kube', 'config')]
}

/**
 * A connection as kubectl would make it. Several files count as one, in which the first to name something wins.
 * @throws AIFactoryError AF8501 where there is no such file or context, or it asks for what is not supported.
 */
export function fromKubeconfig({ paths = kubeconfigPaths(), context }: KubeconfigOptions = {}): Connection {
  const files = paths.flatMap((path) => readConfig(path))
  if (files.length === 0) throw invalid(`there is no kubeconfig at ${paths.join(' or ')}`, 'Set KUBECONFIG, or run in a cluster.')
  const name = context ?? files.find(({ config }) => config['current-context'])?.config['current-context']
  if (!name) throw invalid('the kubeconfig has no current context', 'Choose one with kubectl config use-context, or --context.')
  const chosen = find(files, ({ contexts }) => contexts, name)?.found.context
  if (!chosen) throw invalid(`the kubeconfig has no context ${name}`, `There are: ${contextNames(files).join(', ') || 'none'}.`)
  const cluster = find(files, ({ clusters }) => clusters, chosen.cluster)
  const user = find(files, ({ users }) => users, chosen.user)
  const { server, ...rest } = cluster?.found.cluster ?? {}
  if (!cluster || !server) throw invalid(`the context ${name} names no cluster with a server`, 'Check clusters in the kubeconfig.')
  if (rest['proxy-url'])
    throw invalid('a proxy in the kubeconfig is not supported', 'Reach the API server directly, or through kubectl proxy.')
  return { server: server.replace(/\/$/, ''), namespace: chosen.namespace || 'default', ...credentials(cluster, user, rest) }
}

interface ConfigFile {
  readonly config: KubeConfig
  readonly folder: string
}
type Found<T> = { readonly found: T; readonly folder: string }

function credentials(
  { folder }: { folder: string },
  user: Found<Named & { readonly user?: User }> | undefined,
  cluster: Cluster,
): Pick<Connection, 'tls' | 'token'> {
  const of = user?.found.user ?? {}
  if (of['auth-provider'] || of.username !== undefined) {
    throw invalid('the kubeconfig asks for a way to log in that Kubernetes has given up', 'Use a token, a certificate or an exec plugin.')
  }
  const inFile = (base: string, path?: string, data?: string): string | undefined =>
    data ? Buffer.from(data, 'base64').toString('utf8') : path ? readText(resolve(base, path)) : undefined
  const userFolder = user?.folder ?? folder
  const tls = {
    ca: inFile(folder, cluster['certificate-authority'], cluster['certificate-authority-data']),
    cert: inFile(userFolder, of['client-certificate'], of['client-certificate-data']),
    key: inFile(userFolder, of['client-key'], of['client-key-data']),
    rejectUnauthorized: !cluster['insecure-skip-tls-verify'],
    servername: cluster['tls-server-name'],
  }
  const { token, tokenFile, exec } = of
  if (token) return { tls, token: async () => token }
  if (tokenFile) return { tls, token: async () => readText(resolve(userFolder, tokenFile)).trim() }
  return { tls, token: exec ? execCredential(exec, userFolder) : NO_TOKEN }
}

function readConfig(path: string): ConfigFile[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return []
  }
  try {
    return [{ config: (parse(text) ?? {}) as KubeConfig, folder: dirname(resolve(path)) }]
  } catch (cause) {
    throw invalid(`${path} is no YAML: ${cause instanceof Error ? cause.message.split('\n')[0] : cause}`, 'Correct the kubeconfig.')
  }
}

function find<T extends Named>(
  files: readonly ConfigFile[],
  list: (config: KubeConfig) => readonly T[] | undefined,
  name: string | undefined,
): Found<T> | undefined {
  for (const { config, folder } of files) {
    const found = list(config)?.find((entry) => entry.name === name)
    if (found) return { found, folder }
  }
  return undefined
}

const contextNames = (files: readonly ConfigFile[]): string[] =>
  files.flatMap(({ config }) => (config.contexts ?? []).map(({ name }) => name))

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw invalid(`${path}, which the kubeconfig names, cannot be read`, 'Check the path and its rights.', cause)
  }
}

function invalid(message: string, hint: string, cause?: unknown): AIFactoryError {
  return new AIFactoryError('AF8501', message, { hint, cause })
}
