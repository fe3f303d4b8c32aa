import { expect, it } from 'vitest'
import { accessFromSecret } from './secret-credentials.js'

it.each([
  [{}, undefined],
  [
    { username: 'bot', password: 's\n' },
    { kind: 'basic', username: 'bot', password: 's' },
  ],
  [{ bearerToken: 't' }, { kind: 'basic', username: 'x-access-token', password: 't' }],
  [{ password: 't' }, { kind: 'basic', username: 'x-access-token', password: 't' }],
  [
    { identity: 'key', known_hosts: 'host' },
    { kind: 'ssh', privateKey: 'key', knownHosts: 'host' },
  ],
  [{ 'ca.crt': 'pem' }, undefined],
])('the secret %j gives %j', async (data, expected) => {
  const access = accessFromSecret(data as Record<string, string>)
  expect(await access.credentials()).toEqual(expected)
  expect(access.caBundle).toBe('ca.crt' in data ? 'pem' : undefined)
})

it.each([[{ username: 'hidden' }], [{ identity: 'hidden' }], [{ githubAppID: 'hidden' }]])(
  '%j is not whole, and its values are not repeated',
  (data) => {
    expect(() => accessFromSecret(data as Record<string, string>)).toThrow(
      expect.objectContaining({ code: 'AF8415', message: expect.not.stringContaining('hidden') }),
    )
  },
)
