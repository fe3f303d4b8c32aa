import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inCluster } from './in-cluster.js'
import { fromKubeconfig, kubeconfigPaths } from './kubeconfig.js'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kubeconfig-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))
const file = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text)
  return join(dir, name)
}
const config = (user: string, cluster = 'server: "https://a:6443/", certificate-authority-data: Y2E=') => `
apiVersion: v1
kind: Config
current-context: one
contexts: [{ name: one, context: { cluster: c, user: u, namespace: team } }, { name: two, context: { cluster: c, user: u } }]
clusters: [{ name: c, cluster: { ${cluster} } }]
users: [{ name: u, user: { ${user} } }]
`

describe('a kubeconfig', () => {
  it('gives the server, the namespace and a token', async () => {
    const found = fromKubeconfig({ paths: [file('c', config('token: abc'))] })
    expect(found).toMatchObject({ server: 'https://a:6443', namespace: 'team', tls: { ca: 'ca', rejectUnauthorized: true } })
    expect(await found.token()).toBe('abc')
    expect(fromKubeconfig({ paths: [join(dir, 'c')], context: 'two' }).namespace).toBe('default')
  })

  it('names files relative to itself', async () => {
    file('key.pem', 'KEY')
    file('token', ' tok \n')
    const found = fromKubeconfig({
      paths: [file('c', config('client-key: key.pem, tokenFile: token', 'server: "https://a", certificate-authority: key.pem'))],
    })
    expect(found.tls).toMatchObject({ key: 'KEY', ca: 'KEY' })
    expect(await found.token()).toBe('tok')
  })

  it('asks a program who we are, once as long as its answer holds', async () => {
    const counter = join(dir, 'count')
    const program = file('login', `#!/bin/sh\necho x >> ${counter}\necho '{"status":{"token":"from-program"}}'\n`)
    const { chmodSync, readFileSync } = await import('node:fs')
    chmodSync(program, 0o755)
    const found = fromKubeconfig({ paths: [file('c', config('exec: { apiVersion: client.authentication.k8s.io/v1, command: ./login }'))] })
    expect([await found.token(), await found.token()]).toEqual(['from-program', 'from-program'])
    expect(readFileSync(counter, 'utf8')).toBe('x\n')
  })

  it.each([
    ['there is none', [] as string[], {}, 'AF8501'],
    ['it has no such context', [config('token: a')], { context: 'three' }, 'AF8501'],
    ['it is no YAML', ['{'], {}, 'AF8501'],
    ['it asks for a way that was given up', [config('auth-provider: { name: gcp }')], {}, 'AF8501'],
    ['it wants a proxy', [config('token: a', 'server: "https://a", proxy-url: "http://p"')], {}, 'AF8501'],
  ])('is refused where %s', (_what, texts, options, code) => {
    const paths = texts.map((text, index) => file(`c${index}`, text))
    expect(() => fromKubeconfig({ paths: paths.length > 0 ? paths : [join(dir, 'none')], ...options })).toThrow(
      expect.objectContaining({ code }),
    )
  })

  it('says which program failed', async () => {
    const found = fromKubeconfig({ paths: [file('c', config('exec: { command: ./not-there }'))] })
    await expect(found.token()).rejects.toMatchObject({ code: 'AF8502' })
  })

  it('may be several, of which the first to name something wins', () => {
    const first = file('a', 'current-context: one\nusers: [{ name: u, user: { token: mine } }]\n')
    expect(fromKubeconfig({ paths: [first, file('b', config('token: theirs'))] }).namespace).toBe('team')
    expect(kubeconfigPaths({ KUBECONFIG: '/a:/b' })).toEqual(['/a', '/b'])
  })
})

it('a pod has its own account', async () => {
  file('token', 'pod-token')
  file('ca.crt', 'CA')
  file('namespace', 'system')
  const found = inCluster({ KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' }, dir)
  expect(found).toMatchObject({ server: 'https://[fd00::1]:443', namespace: 'system', tls: { ca: 'CA' } })
  expect(await found?.token()).toBe('pod-token')
  expect(inCluster({}, dir)).toBeUndefined()
})
