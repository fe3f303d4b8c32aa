/** What a server is told so that it lets us read. Values come from secrets and never reach arguments, files or messages. */
export type Credentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** OpenSSH's format or PEM, without a passphrase; and lines of a known_hosts file, without which no host is trusted. */
  | { readonly kind: 'ssh'; readonly privateKey: string; readonly knownHosts: string }

/** Asked before every connection, since tokens expire. */
export type CredentialSource = () => Promise<Credentials | undefined>

export const NO_CREDENTIALS: CredentialSource = async () => undefined

/** A personal or project access token. GitHub, GitLab, Gitea and Bitbucket take any name beside it, or name one. */
export function tokenCredentials(token: string, username = 'x-access-token'): CredentialSource {
  return async () => ({ kind: 'basic', username, password: token })
}
