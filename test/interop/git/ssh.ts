import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Credentials } from '../../../reconciler/source/remote/credentials.js'
import { IsomorphicTransport } from '../../../reconciler/source/remote/isomorphic-transport.js'
import { Mirror } from '../../../reconciler/source/remote/mirror.js'
import { NativeTransport } from '../../../reconciler/source/remote/native-transport.js'
import { RemoteSource } from '../../../reconciler/source/remote/remote-source.js'
import { TestRepository } from '../../../reconciler/testing/git-repository.js'

const [, , work = ''] = process.argv
const at = (name: string): string => join(work, name)
let [passed, failed] = [0, 0]

async function check(name: string, body: () => Promise<boolean>): Promise<void> {
  const ok = await body().catch((error: unknown) => {
    console.log(`  ${error instanceof Error ? `${error.message}\n${JSON.stringify(error)}` : String(error)}`)
    return false
  })
  console.log(`${ok ? 'ok' : 'FAILED'}  ${name}`)
  if (ok) passed++
  else failed++
}
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: { code?: string }) => error.code ?? 'no code',
  )

const port = await new Promise<number>((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = probe.address() as { port: number }
    probe.close(() => resolve(free))
  })
})
for (const name of ['host', 'ours', 'stranger']) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)])
execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'passphrase', '-f', at('locked')])
writeFileSync(at('authorized'), readFileSync(at('ours.pub')), { mode: 0o644 })
writeFileSync(
  at('sshd_config'),
  [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host')}`,
    `AuthorizedKeysFile ${at('authorized')}`,
    `PidFile ${at('pid')}`,
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'PermitRootLogin prohibit-password',
  ].join('\n'),
)
if (process.getuid?.() === 0 && !existsSync('/run/sshd')) mkdirSync('/run/sshd', { mode: 0o755 })
const log: string[] = []
const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', at('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] })
sshd.stderr.on('data', (chunk) => log.push(String(chunk)))
for (let waited = 0; waited < 10_000 && !log.join('').includes('listening'); waited += 50) await wait(50)

const repository = new TestRepository(at('team'))
const first = repository.commit({ 'aifactory.yaml': 'a: 1\n' })
const key = (name: string): string => readFileSync(at(name), 'utf8')
const knownHosts = `[127.0.0.1]:${port} ${readFileSync(at('host.pub'), 'utf8')}`
const ours: Credentials = { kind: 'ssh', privateKey: key('ours'), knownHosts }
const url = `ssh://${userInfo().username}@127.0.0.1:${port}${at('team')}`
let count = 0
async function source(credentials: Credentials | undefined, transport = new NativeTransport(), address = url): Promise<RemoteSource> {
  const mirror = await Mirror.open({ url: address, cacheDir: at(`cache${++count}`), credentials: async () => credentials, transport })
  return new RemoteSource({ mirror, ref: { branch: 'main' } })
}

try {
  await check('a repository is read with a key and the key of its host', async () => {
    const followed = await source(ours)
    const revision = await followed.current()
    return revision.id === first && (await followed.read(revision, 'aifactory.yaml')) === 'a: 1\n'
  })
  await check('a new commit is followed', async () => {
    const followed = await source(ours)
    await followed.current()
    const next = repository.commit({ 'aifactory.yaml': 'a: 2\n' })
    const { isNew, history, seen } = await followed.look()
    return isNew && history === 'forward' && seen.tip === next
  })
  await check('nothing of the private key is left on disk', async () => {
    const names = readdirSync(work, { recursive: true, encoding: 'utf8' }).filter((name) => name.startsWith('cache'))
    return !readdirSync('/tmp').some((name) => name.startsWith('aifactory-ssh-')) && !names.some((name) => name.includes('ours'))
  })
  await check('a host whose key is another is not trusted', async () => {
    const other = `[127.0.0.1]:${port} ${readFileSync(at('stranger.pub'), 'utf8')}`
    return (await codeOf((await source({ ...ours, knownHosts: other })).look())) === 'AF8406'
  })
  await check(
    'a host whose key is not known is not trusted',
    async () => (await codeOf((await source({ ...ours, knownHosts: '' })).look())) === 'AF8406',
  )
  await check(
    'a key that is not let in is told',
    async () => (await codeOf((await source({ ...ours, privateKey: key('stranger') })).look())) === 'AF8403',
  )
  await check(
    'a key with a passphrase is told',
    async () => (await codeOf((await source({ ...ours, privateKey: key('locked') })).look())) === 'AF8415',
  )
  await check('what is no key is told', async () => (await codeOf((await source({ ...ours, privateKey: 'nonsense' })).look())) === 'AF8415')
  await check('without credentials no key of the machine is used', async () =>
    ['AF8402', 'AF8403'].includes(await codeOf((await source(undefined)).look())),
  )
  await check('a repository that is not there is told', async () => {
    return (await codeOf((await source(ours, new NativeTransport(), `${url}-none`)).look())) === 'AF8404'
  })
  await check('a key in PEM is taken', async () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', '', '-f', at('pem')])
    writeFileSync(at('authorized'), readFileSync(at('pem.pub')))
    return (await (await source({ ...ours, privateKey: key('pem').trimEnd() })).current()).id === repository.git('rev-parse', 'HEAD')
  })
  await check('without git ssh is refused in words', async () => {
    const followed = await source(ours, new IsomorphicTransport() as unknown as NativeTransport)
    return (await codeOf(followed.look())) === 'AF8416'
  })
} finally {
  sshd.kill()
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
