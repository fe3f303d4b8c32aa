/** That something was pushed somewhere. It is a hint to look, never believed for what was pushed. */
export interface PushNotice {
  /** Names of the repository, as `repositoryKey` gives them. */
  readonly repositories: readonly string[]
  /** The whole name of the branch or tag, where it is told. */
  readonly ref?: string
}

/**
 * Reads what GitHub, GitLab, Gitea and others send on a push, or `{ repository: URL, ref }` of a sender of your own.
 * Undefined for what is no push, such as a ping.
 */
export function pushNotice(payload: unknown): PushNotice | undefined {
  const body = record(payload)
  const repository = record(body.repository)
  const project = record(body.project)
  const addresses = [
    body.repository,
    ...['clone_url', 'ssh_url', 'html_url', 'git_http_url', 'git_ssh_url', 'homepage', 'url'].map((field) => repository[field]),
    ...['git_http_url', 'git_ssh_url', 'web_url'].map((field) => project[field]),
  ]
  const keys = addresses.flatMap((address) => (typeof address === 'string' ? (repositoryKey(address) ?? []) : []))
  if (keys.length === 0 || (typeof body.ref !== 'string' && typeof body.repository !== 'string')) return undefined
  return { repositories: [...new Set(keys)], ...(typeof body.ref === 'string' ? { ref: body.ref.slice(0, 300) } : {}) }
}

/** `host/path` of an address, the same for https and ssh: by it, a notice is matched with what is followed. */
export function repositoryKey(address: string): string | undefined {
  const scp = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)(?!\d+\/)\/?(.+)$/.exec(address)
  const [host, path] = scp ? [scp[1], scp[2]] : URL.canParse(address) ? [new URL(address).hostname, new URL(address).pathname] : []
  const name = path?.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '')
  return host && name ? `${host}/${name}`.toLowerCase() : undefined
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
