import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestRepository } from '../../testing/git-repository.js'
import { type GitServer, startGitServer } from '../../testing/git-server.js'
import { verifyCommit } from '../verify/verify-commit.js'
import { type CredentialSource, tokenCredentials } from './credentials.js'
import { IsomorphicTransport } from './isomorphic-transport.js'
import { Mirror, type MirrorOptions } from './mirror.js'
import { NativeTransport } from './native-transport.js'
import type { RefSelector } from './ref-selector.js'
import { RemoteSource, type RemoteSourceOptions } from './remote-source.js'

const TRANSPORTS = [new NativeTransport(), new IsomorphicTransport()] as const

let root: string
let server: GitServer
let repository: TestRepository

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'remote-source-'))
  repository = new TestRepository(join(root, 'served/team.git'))
  server = await startGitServer({ root: join(root, 'served'), push: false })
})
afterEach(async () => {
  await server.close()
  await rm(root, { recursive: true, force: true })
})

// What both ways to bring objects have to do alike.
describe.each(TRANSPORTS)('a repository elsewhere, read by $name', (transport) => {
  async function open(options: Partial<RemoteSourceOptions & MirrorOptions> & { ref?: RefSelector } = {}): Promise<RemoteSource> {
    const mirror = await Mirror.open({
      url: `${server.url}/team.git`,
      cacheDir: join(root, `cache-${transport.name}`),
      protocols: ['http'],
      transport,
      ...options,
    })
    return new RemoteSource({ mirror, ref: { branch: 'main' }, ...options })
  }

  it('is looked at by its names alone while nothing changes', async () => {
    const first = repository.commit({ 'aifactory.yaml': 'a: 1\n', 'train/x.py': 'x\n' }, 'First\n\nbody')
    const source = await open()
    const look = await source.look()
    expect(look).toMatchObject({ isNew: true, history: 'first', seen: { tip: first, ref: 'refs/heads/main' } })
    expect(look.seen.revision).toEqual({ id: first, message: 'First', author: 'Ada' })
    server.requests.length = 0
    expect(await source.look()).toMatchObject({ isNew: false, history: 'same' })
    expect(server.requests.filter((line) => line.startsWith('POST')).length).toBeLessThanOrEqual(1)
    expect(server.requests.length).toBeLessThanOrEqual(2)
    expect(await source.read(look.seen.revision, 'aifactory.yaml')).toBe('a: 1\n')
    const out = join(root, 'out')
    await source.checkOut(look.seen.revision, ['.'], out)
    expect(await readFile(join(out, 'train/x.py'), 'utf8')).toBe('x\n')
    expect(existsSync(join(out, '.git'))).toBe(false)
  })

  it('brings one commit at first, and follows the branch', async () => {
    for (let i = 0; i < 5; i++) repository.commit({ 'aifactory.yaml': `a: ${i}\n` })
    const source = await open()
    const first = await source.current()
    expect((await readFile(join(await gitdir(transport.name), 'shallow'), 'utf8')).trim()).toBe(first.id)
    const next = repository.commit({ 'aifactory.yaml': 'a: 6\n' })
    expect(await source.look()).toMatchObject({ isNew: true, history: 'forward', seen: { tip: next } })
    expect(await source.read({ id: next, message: '', author: '' }, 'aifactory.yaml')).toBe('a: 6\n')
    expect(await source.read(first, 'aifactory.yaml')).toBe('a: 4\n')
  })

  it('goes on from what was seen before a restart, without what was brought', async () => {
    repository.commit({ 'teams/a/aifactory.yaml': 'a: 1\n' })
    const options = { folder: 'teams/a', paths: ['teams/a'] }
    const { seen } = await (await open(options)).look()
    await rm(join(root, `cache-${transport.name}`), { recursive: true })
    repository.commit({ 'teams/b/aifactory.yaml': 'b: 1\n' })
    const source = await open(options)
    const look = await source.look(seen)
    expect(look).toMatchObject({ isNew: false, seen: { revision: seen.revision } })
    expect(look.seen.tip).not.toBe(seen.tip)
    expect(await source.read(look.seen.revision, 'aifactory.yaml')).toBe('a: 1\n')
  })

  it('sees a new revision only in what touches its paths', async () => {
    repository.commit({ 'teams/a/aifactory.yaml': 'a: 1\n', 'shared/x.yaml': 'x: 1\n' })
    const source = await open({ folder: 'teams/a', paths: ['teams/a', 'shared/x.yaml', 'not/there'] })
    await source.look()
    repository.commit({ 'teams/b/aifactory.yaml': 'b: 1\n' })
    expect(await source.look()).toMatchObject({ isNew: false, history: 'forward' })
    repository.commit({ 'shared/x.yaml': 'x: 2\n' })
    expect(await source.look()).toMatchObject({ isNew: true })
    repository.commit({ 'not/there': 'now\n' })
    expect(await source.look()).toMatchObject({ isNew: true })
  })

  it('is followed by tag, annotated or not, by version and by hash', async () => {
    const one = repository.commit({ 'aifactory.yaml': 'a: 1\n' })
    repository.git('tag', 'v1.2.0')
    const two = repository.commit({ 'aifactory.yaml': 'a: 2\n' })
    repository.git('tag', '-a', 'v1.10.0', '-m', 'two')
    repository.commit({ 'aifactory.yaml': 'a: 3\n' })
    repository.git('tag', 'v2.0.0-rc.1')
    const tip = async (ref: RefSelector) => (await (await open({ ref })).look()).seen
    expect(await tip({ tag: 'v1.10.0' })).toMatchObject({ tip: two, ref: 'refs/tags/v1.10.0' })
    expect(await tip({ semver: '1.x' })).toMatchObject({ tip: two })
    expect(await tip({ semver: '~1.2' })).toMatchObject({ tip: one })
    expect((await tip({ head: true })).tip).toBe(repository.git('rev-parse', 'HEAD'))
    await expect(tip({ semver: '>=2' })).rejects.toMatchObject({ code: 'AF8417', retryable: false })
    await expect(tip({ tag: 'none' })).rejects.toMatchObject({ code: 'AF8405' })
  })

  it('is followed at a commit that no name leads to', async () => {
    repository.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
    const one = repository.commit({ 'aifactory.yaml': 'a: 1\n' })
    repository.commit({ 'aifactory.yaml': 'a: 2\n' })
    const source = await open({ ref: { commit: one } })
    expect(await source.read(await source.current(), 'aifactory.yaml')).toBe('a: 1\n')
    server.requests.length = 0
    await source.look()
    expect(server.requests).toEqual([])
  })

  it('tells history that was rewritten from history that goes on, and follows both', async () => {
    repository.commit({ 'aifactory.yaml': 'a: 0\n' })
    repository.commit({ 'aifactory.yaml': 'a: 1\n' })
    const source = await open()
    await source.look()
    repository.git('reset', '-q', '--hard', 'HEAD~1')
    const forced = repository.commit({ 'aifactory.yaml': 'a: forced\n' })
    expect(await source.look()).toMatchObject({ isNew: true, history: 'rewritten', seen: { tip: forced } })
  })

  it('keeps what was seen where the branch is gone, and says what is there', async () => {
    const first = repository.commit({ 'aifactory.yaml': 'a: 1\n' })
    const source = await open()
    const { seen } = await source.look()
    repository.git('branch', '-m', 'main', 'trunk')
    await expect(source.look()).rejects.toMatchObject({ code: 'AF8405', hint: expect.stringContaining('trunk') })
    expect(await source.read(seen.revision, 'aifactory.yaml')).toBe('a: 1\n')
    repository.git('branch', '-m', 'trunk', 'main')
    expect((await source.current()).id).toBe(first)
  })

  it('is read with credentials, which are bound to where they belong', async () => {
    repository.commit({ 'aifactory.yaml': 'a: 1\n' })
    const locked = await startGitServer({ root: join(root, 'served'), basic: { username: 'bot', password: 's3cr3t' } })
    const url = `${locked.url}/team.git`
    try {
      const source = await open({ url, credentials: tokenCredentials('s3cr3t', 'bot') })
      expect((await source.current()).message).toBe('Change')
      const wrong = await open({ url, credentials: tokenCredentials('wr0ng', 'bot'), cacheDir: join(root, 'other') })
      await expect(wrong.look()).rejects.toMatchObject({ code: 'AF8403', retryable: false })
      await expect((await open({ url })).look()).rejects.toMatchObject({ code: 'AF8403' })
      const error = await wrong.look().catch((caught: unknown) => caught)
      expect(JSON.stringify([error, (error as Error).message])).not.toContain('wr0ng')

      server.fault = (request, response) => {
        response.writeHead(302, { location: `${locked.url}${request.url}` }).end()
        return true
      }
      locked.authorizations.length = 0
      const redirected = await open({ credentials: tokenCredentials('elsewhere', 'bot'), cacheDir: join(root, 'third') })
      await expect(redirected.look()).rejects.toMatchObject({ code: 'AF8403' })
      expect(locked.authorizations.filter((value) => value !== '')).toEqual([])
    } finally {
      await locked.close()
    }
  })

  it('is asked for its credentials anew at each connection, since they expire', async () => {
    const tokens = ['old', 'new']
    const credentials: CredentialSource = async () => ({ kind: 'basic', username: 'x', password: tokens.shift() ?? 'new' })
    repository.commit({ 'aifactory.yaml': 'a: 1\n' })
    const locked = await startGitServer({ root: join(root, 'served'), basic: { username: 'x', password: 'new' } })
    try {
      const source = await open({ url: `${locked.url}/team.git`, credentials })
      await expect(source.look()).rejects.toMatchObject({ code: 'AF8403' })
      expect(await source.look()).toMatchObject({ isNew: true })
    } finally {
      await locked.close()
    }
  })

  it('that has moved within its host is followed there', async () => {
    repository.commit({ 'aifactory.yaml': 'a: 1\n' })
    server.fault = (request, response) => {
      if (!request.url?.startsWith('/old')) return false
      response.writeHead(301, { location: `${server.url}${request.url.replace('/old', '/team.git')}` }).end()
      return true
    }
    const source = await open({ url: `${server.url}/old` })
    expect(await source.read(await source.current(), 'aifactory.yaml')).toBe('a: 1\n')
  })

  it.each([
    ['not there', 'AF8404', false, (_: unknown, response: Response) => response.writeHead(404).end()],
    ['broken for a moment', 'AF8402', true, (_: unknown, response: Response) => response.writeHead(503).end()],
    ['closing the line', 'AF8402', true, (_: unknown, response: Response) => response.destroy()],
  ] as const)('that is %s is told as %s', async (_title, code, retryable, answer) => {
    repository.commit({ 'aifactory.yaml': 'a: 1\n' })
    const source = await open()
    const { seen } = await source.look()
    server.fault = (request, response) => {
      answer(request, response)
      return true
    }
    await expect(source.look()).rejects.toMatchObject({ code, retryable })
    expect(await source.read(seen.revision, 'aifactory.yaml')).toBe('a: 1\n')
  })

  it('that nobody answers for is told as unreachable', async () => {
    const source = await open({ url: 'http://127.0.0.1:1/team.git' })
    await expect(source.look()).rejects.toMatchObject({ code: 'AF8402', retryable: true })
  })

  it('that does not answer in time is given up', async () => {
    server.fault = () => true
    const source = await open({ limits: { timeoutMs: 300 } })
    await expect(source.look()).rejects.toMatchObject({ code: 'AF8402', detail: expect.stringContaining('0.3 s') })
  })

  it('whose pack is damaged is told, and read once it is mended', async () => {
    repository.commit({ 'aifactory.yaml': 'a: 1\n' })
    const [pack] = looseObjects(repository.dir).filter((path) => execType(path) === 'blob')
    const whole = await readFile(pack ?? '')
    execFileSync('chmod', ['u+w', pack ?? ''])
    await writeFile(pack ?? '', whole.subarray(0, 5))
    const source = await open()
    await expect(source.look()).rejects.toMatchObject({ code: expect.stringMatching(/AF840[27]/), retryable: true })
    await writeFile(pack ?? '', whole)
    expect(await source.read(await source.current(), 'aifactory.yaml')).toBe('a: 1\n')
  })

  it('is brought again where what was brought is damaged', async () => {
    repository.commit({ 'aifactory.yaml': 'a: 1\n' })
    await (await open()).look()
    for (const name of await readdir(join(await gitdir(transport.name), 'objects/pack'))) {
      const path = join(await gitdir(transport.name), 'objects/pack', name)
      execFileSync('chmod', ['u+w', path])
      await writeFile(path, 'damaged')
    }
    repository.commit({ 'b.yaml': 'b: 1\n' })
    const source = await open()
    expect(await source.read(await source.current(), 'aifactory.yaml')).toBe('a: 1\n')
  })

  it('larger than allowed is refused', async () => {
    repository.commit({ 'data.bin': Array.from({ length: 400_000 }, () => String.fromCharCode(33 + Math.random() * 90)).join('') })
    const source = await open({ limits: { maxBytes: 50_000 } })
    for (let i = 0; i < 2; i++) await expect(source.look()).rejects.toMatchObject({ code: 'AF8408', retryable: false })
  })

  it('leads nowhere outside of it by links and submodules', async () => {
    repository.commit({ 'team/aifactory.yaml': 'a: 1\n', 'shared/x.yaml': 'x: 1\n' })
    await symlink('/etc/passwd', join(repository.dir, 'team/passwd.yaml'))
    await symlink('../../../etc/passwd', join(repository.dir, 'team/up.yaml'))
    await symlink('../shared/x.yaml', join(repository.dir, 'team/inside.yaml'))
    await symlink('loop.yaml', join(repository.dir, 'team/loop.yaml'))
    await writeFile(join(repository.dir, '.gitmodules'), `[submodule "sub"]\n\tpath = sub\n\turl = ${server.url}/evil.git\n`)
    repository.git('update-index', '--add', '--cacheinfo', `160000,${'a'.repeat(40)},sub`)
    repository.commit({})
    server.requests.length = 0
    const source = await open({ folder: 'team' })
    const revision = await source.current()
    expect(server.requests.join()).not.toContain('evil')
    for (const path of ['passwd.yaml', 'up.yaml', 'loop.yaml', '../../etc/passwd'])
      await expect(source.read(revision, path), path).rejects.toMatchObject({ code: 'AF3014' })
    expect(await source.read(revision, 'inside.yaml')).toBe('x: 1\n')
    expect(await source.read(revision, '../sub/x')).toBeUndefined()
  })

  it('counts only with the signature that is asked for, and stays as it was otherwise', async () => {
    const key = join(root, 'key')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    const policy = { ssh: `ada@example.com ${await readFile(`${key}.pub`, 'utf8')}` }
    const sign = ['-c', 'gpg.format=ssh', '-c', `user.signingkey=${key}`, 'commit', '-q', '--allow-empty', '-S', '-m', 'Signed']
    repository.commit({ 'aifactory.yaml': 'a: 1\n' })
    repository.git(...sign)
    const source = await open({ verify: (gitdir, commit) => verifyCommit(gitdir, commit, policy) })
    const { seen } = await source.look()
    expect(seen.signedBy).toMatch(/^ada@example.com \(SHA256:/)
    repository.commit({ 'aifactory.yaml': 'a: 2\n' })
    for (let i = 0; i < 2; i++) await expect(source.look()).rejects.toMatchObject({ code: 'AF8411' })
    expect(await source.read(seen.revision, 'aifactory.yaml')).toBe('a: 1\n')
    repository.git(...sign)
    expect(await source.look()).toMatchObject({ isNew: true, history: 'forward' })
  })

  it('is read by several at once with one listing and one fetch', async () => {
    repository.commit({ 'a/aifactory.yaml': 'a: 1\n', 'b/aifactory.yaml': 'b: 1\n' })
    const mirror = await Mirror.open({ url: `${server.url}/team.git`, cacheDir: join(root, 'shared'), protocols: ['http'], transport })
    const sources = ['a', 'b', 'a', 'b'].map((folder) => new RemoteSource({ mirror, ref: { branch: 'main' }, folder, paths: [folder] }))
    const revisions = await Promise.all(sources.map((source) => source.current()))
    expect(await Promise.all(sources.map((source, i) => source.read(revisions[i] as never, 'aifactory.yaml')))).toEqual([
      'a: 1\n',
      'b: 1\n',
      'a: 1\n',
      'b: 1\n',
    ])
    expect(server.requests.filter((line) => line.startsWith('GET')).length).toBeLessThanOrEqual(2)
  })
})

type Response = import('node:http').ServerResponse

async function gitdir(name: string): Promise<string> {
  const [folder = ''] = await readdir(join(root, `cache-${name}`))
  return join(root, `cache-${name}`, folder)
}

function looseObjects(dir: string): string[] {
  return execFileSync('find', [join(dir, '.git/objects'), '-type', 'f', '-not', '-path', '*/pack/*'], { encoding: 'utf8' })
    .trim()
    .split('\n')
}

function execType(path: string): string {
  return execFileSync('git', ['-C', repository.dir, 'cat-file', '-t', path.split('/').slice(-2).join('')], { encoding: 'utf8' }).trim()
}
