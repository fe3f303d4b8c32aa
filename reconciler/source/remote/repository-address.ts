import { AIFactoryError } from '../../../schema/diagnostic.js'

export type Protocol = 'https' | 'ssh' | 'http' | 'file'

/** What may be followed unless more is allowed. `http` sends credentials in clear, and `file` reads the controller's own disk. */
export const SAFE_PROTOCOLS: readonly Protocol[] = ['https', 'ssh']

/** Where a repository is, checked so that it can be handed to programs. */
export interface RepositoryAddress {
  readonly protocol: Protocol
  /** As written, without what could be taken for an option and without a password. */
  readonly url: string
  /** Scheme, host and port, to which credentials are bound; empty for files. */
  readonly origin: string
  readonly host: string
  /** The name before the host of an ssh address. */
  readonly username?: string
}

/**
 * Reads `https://host/path`, `ssh://git@host/path`, `git@host:path` and, where they are allowed, `http://` and `file:///path`.
 * @throws AIFactoryError AF8401 for anything else, and for a password in the address, which would be stored and shown in clear.
 */
export function repositoryAddress(text: string, allowed: readonly Protocol[] = SAFE_PROTOCOLS): RepositoryAddress {
  const url = scpAddress(text) ?? text
  const refuse = (why: string, hint: string): AIFactoryError => new AIFactoryError('AF8401', `${shown(text)} ${why}`, { hint })
  const forms = `Write ${allowed.map((protocol) => `${protocol}://`).join(' or ')} and the repository's address.`
  if (!/^[\x21-\x7e]+$/.test(text) || text.startsWith('-')) throw refuse('is no address of a repository', forms)
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const protocol = allowed.find((name) => parsed?.protocol === `${name}:`)
  if (!parsed || !protocol) throw refuse('is not an address that may be followed', forms)
  if (parsed.password || (parsed.username && protocol !== 'ssh')) {
    throw refuse('holds a credential', 'Put it into a secret and refer to that.')
  }
  // What ssh is given as a host or a user must not be read as an option of it.
  if (decodeURIComponent(`${parsed.hostname}`).startsWith('-') || decodeURIComponent(parsed.username).startsWith('-')) {
    throw refuse('is not an address that may be followed', forms)
  }
  if (protocol !== 'file' && (parsed.hostname === '' || parsed.pathname.length < 2)) throw refuse('names no repository', forms)
  if (parsed.search || parsed.hash) throw refuse('has a query or a fragment', 'Leave out what follows the path.')
  const origin = protocol === 'file' ? '' : `${parsed.protocol}//${parsed.host}`
  return { protocol, url, origin, host: parsed.hostname, ...(parsed.username ? { username: decodeURIComponent(parsed.username) } : {}) }
}

/** `git@host:path` is ssh with a path that starts at the user's home, which every forge takes for the top. */
function scpAddress(text: string): string | undefined {
  const [, user, host, path] = /^(?:([A-Za-z0-9_][\w.-]*)@)([A-Za-z0-9][\w.-]*):(?!\/\/)\/?(.+)$/.exec(text) ?? []
  return path === undefined ? undefined : `ssh://${user}@${host}/${path}`
}

/** An address for messages: never with a password. */
export function shown(text: string): string {
  return text.replace(/^([a-z+]+:\/\/[^/@:]*):[^/@]*@/, '$1:***@').slice(0, 200)
}
