import { AIFactoryError } from '../../../schema/diagnostic.js'
import { type CredentialSource, NO_CREDENTIALS, tokenCredentials } from './credentials.js'
import { gitHubAppCredentials } from './github-app.js'

export interface RepositoryAccess {
  readonly credentials: CredentialSource
  /** PEM certificates of the authorities that are trusted, instead of those of the system. */
  readonly caBundle?: string
}

/**
 * What the keys of a secret give access by. The names are those that Flux uses, so that its secrets can be taken over:
 * `username` and `password`; `bearerToken`; `identity` and `known_hosts`; `githubAppID`, `githubAppInstallationID`,
 * `githubAppPrivateKey` and `githubAppBaseURL`; beside any of them `ca.crt`.
 * @throws AIFactoryError AF8415 where they make nothing whole. Values are not repeated.
 */
export function accessFromSecret(data: Readonly<Record<string, string>>): RepositoryAccess {
  const value = (key: string): string | undefined => data[key]?.trim() || undefined
  const caBundle = value('ca.crt') ?? value('caFile')
  return { credentials: credentialsOf(value), ...(caBundle ? { caBundle } : {}) }
}

function credentialsOf(value: (key: string) => string | undefined): CredentialSource {
  const need = (key: string, beside: string): string => {
    const given = value(key)
    if (given !== undefined) return given
    throw new AIFactoryError('AF8415', `the secret of the repository has ${beside} but no ${key}`, { hint: `Add ${key} to it.` })
  }
  const appId = value('githubAppID')
  if (appId !== undefined) {
    const installationId = need('githubAppInstallationID', 'githubAppID')
    return gitHubAppCredentials({
      appId,
      installationId,
      privateKey: need('githubAppPrivateKey', 'githubAppID'),
      apiUrl: value('githubAppBaseURL'),
    })
  }
  const privateKey = value('identity')
  if (privateKey !== undefined) {
    const knownHosts = need('known_hosts', 'identity')
    return async () => ({ kind: 'ssh', privateKey, knownHosts })
  }
  const token = value('bearerToken')
  if (token !== undefined) return tokenCredentials(token)
  const username = value('username')
  if (username !== undefined) return tokenCredentials(need('password', 'username'), username)
  const password = value('password')
  return password === undefined ? NO_CREDENTIALS : tokenCredentials(password)
}
