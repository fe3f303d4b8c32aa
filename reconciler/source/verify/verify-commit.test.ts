import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import git from 'isomorphic-git'
import { generateKey } from 'openpgp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestRepository } from '../../testing/git-repository.js'
import { readAllowedSigners } from './allowed-signers.js'
import { readSignedCommit } from './signed-commit.js'
import { readSshSignature } from './ssh-signature.js'
import { verifyCommit } from './verify-commit.js'

let root: string
let repository: TestRepository
let gitdir: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'verify-'))
  repository = new TestRepository(join(root, 'repository'))
  gitdir = join(repository.dir, '.git')
})
afterAll(() => rm(root, { recursive: true, force: true }))

const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, HOME: root } }).trim()

/** A key made by ssh-keygen, as a line of allowed signers, and a way to commit with it. */
async function sshSigner(name: string, ...options: readonly string[]) {
  const path = join(root, name)
  run('ssh-keygen', '-q', '-N', '', '-C', 'comment', '-f', path, ...options)
  const key = (await readFile(`${path}.pub`, 'utf8')).trim()
  return {
    path,
    key,
    line: `${name}@example.com ${key}`,
    commit: (): string => {
      repository.git('-c', 'gpg.format=ssh', '-c', `user.signingkey=${path}`, 'commit', '-q', '--allow-empty', '-S', '-m', `By ${name} ü`)
      return repository.git('rev-parse', 'HEAD')
    },
  }
}

describe('a commit signed with a key of SSH', () => {
  it.each([
    ['ed25519', ['-t', 'ed25519']],
    ['rsa', ['-t', 'rsa', '-b', '2048']],
    ['ecdsa256', ['-t', 'ecdsa', '-b', '256']],
    ['ecdsa384', ['-t', 'ecdsa', '-b', '384']],
    ['ecdsa521', ['-t', 'ecdsa', '-b', '521']],
  ])('%s, as ssh-keygen makes it, is verified as git verifies it', async (name, options) => {
    const signer = await sshSigner(name, ...options)
    const other = await sshSigner(`other-${name}`, ...options)
    const list = join(root, `${name}.allowed`)
    await writeFile(list, `${signer.line}\n`)
    for (let i = 0; i < 3; i++) {
      const oid = signer.commit()
      repository.git('-c', `gpg.ssh.allowedSignersFile=${list}`, 'verify-commit', oid)
      const fingerprint = run('ssh-keygen', '-lf', `${signer.path}.pub`).split(' ')[1]
      expect(await verifyCommit(gitdir, oid, { ssh: signer.line })).toBe(`${name}@example.com (${fingerprint})`)
      await expect(verifyCommit(gitdir, oid, { ssh: other.line })).rejects.toMatchObject({ code: 'AF8412' })
      await expect(verifyCommit(gitdir, oid, {})).rejects.toMatchObject({ code: 'AF8412' })
    }
  })

  it('does not count once anything in it is changed', async () => {
    const signer = await sshSigner('changed', '-t', 'ed25519')
    const oid = signer.commit()
    const { object } = await git.readObject({ fs, gitdir, oid, format: 'content' })
    const text = Buffer.from(object as Uint8Array).toString('latin1')
    for (const changed of [
      text.replace('By changed', 'By Changed'),
      text.replace('Ada', 'Eve'),
      text.replace('author', 'authors'),
      `${text}\n`,
    ]) {
      const forged = await git.writeObject({ fs, gitdir, type: 'commit', object: Buffer.from(changed, 'latin1'), format: 'content' })
      await expect(verifyCommit(gitdir, forged, { ssh: signer.line }), changed).rejects.toMatchObject({ code: 'AF8413' })
    }
  })

  it('does not count where the signature was made for something else', async () => {
    const signer = await sshSigner('elsewhere', '-t', 'ed25519')
    const { object } = await git.readObject({ fs, gitdir, oid: repository.commit({}), format: 'content' })
    const file = join(root, 'payload')
    await writeFile(file, object as Uint8Array)
    run('ssh-keygen', '-q', '-Y', 'sign', '-f', signer.path, '-n', 'file', file)
    const signature = await readFile(`${file}.sig`, 'utf8')
    const text = Buffer.from(object as Uint8Array).toString('latin1')
    const header = `gpgsig ${signature.trim().replaceAll('\n', '\n ')}\n`
    const signed = text.replace(/(committer .*\n)/, (line) => line + header)
    const oid = await git.writeObject({ fs, gitdir, type: 'commit', object: Buffer.from(signed, 'latin1'), format: 'content' })
    await expect(verifyCommit(gitdir, oid, { ssh: signer.line })).rejects.toMatchObject({
      code: 'AF8413',
      message: expect.stringContaining('"file"'),
    })
  })

  it('counts only at times and for what its line allows', async () => {
    const signer = await sshSigner('times', '-t', 'ed25519')
    const oid = signer.commit()
    const allowed = (options: string) => verifyCommit(gitdir, oid, { ssh: `times@example.com ${options} ${signer.key}` })
    await expect(allowed('valid-before="20200101"')).rejects.toMatchObject({ code: 'AF8412' })
    await expect(allowed('valid-after="20990101"')).rejects.toMatchObject({ code: 'AF8412' })
    await expect(allowed('namespaces="file"')).rejects.toMatchObject({ code: 'AF8412' })
    expect(await allowed('namespaces="file,git",valid-after=20200101,valid-before="20990101120000Z"')).toContain('times@example.com')
  })
})

it('a commit without a signature does not count', async () => {
  await expect(verifyCommit(gitdir, repository.commit({}), { ssh: '' })).rejects.toMatchObject({ code: 'AF8411' })
})

describe('a commit signed by OpenPGP', () => {
  it('is verified by the keys that are allowed', async () => {
    const make = (name: string) => generateKey({ userIDs: [{ name, email: `${name}@example.com` }], format: 'armored' })
    const [ann, eve] = await Promise.all([make('ann'), make('eve')])
    const openpgp = await import('openpgp')
    const { object } = await git.readObject({ fs, gitdir, oid: repository.commit({ 'x.txt': 'x' }), format: 'content' })
    const sign = async (payload: Uint8Array, armoredKey: string): Promise<string> =>
      (await openpgp.sign({
        message: await openpgp.createMessage({ binary: new Uint8Array(payload) }),
        signingKeys: await openpgp.readPrivateKey({ armoredKey }),
        detached: true,
      })) as string
    const store = async (signature: string): Promise<string> => {
      const text = Buffer.from(object as Uint8Array).toString('latin1')
      const header = `gpgsig ${signature.replaceAll('\r', '').trim().replaceAll('\n', '\n ')}\n`
      const signed = text.replace(/(committer .*\n)/, (line) => line + header)
      return git.writeObject({ fs, gitdir, type: 'commit', object: Buffer.from(signed, 'latin1'), format: 'content' })
    }
    const good = await store(await sign(object as Uint8Array, ann.privateKey))
    const both = `${eve.publicKey}\n${ann.publicKey}`
    expect(await verifyCommit(gitdir, good, { openpgp: both })).toContain('ann@example.com')
    await expect(verifyCommit(gitdir, good, { openpgp: eve.publicKey })).rejects.toMatchObject({ code: 'AF8412' })
    await expect(verifyCommit(gitdir, good, { openpgp: 'nonsense' })).rejects.toMatchObject({ code: 'AF8414' })
    const other = await store(await sign(Buffer.from('something else'), ann.privateKey))
    await expect(verifyCommit(gitdir, other, { openpgp: both })).rejects.toMatchObject({ code: 'AF8413' })
    const broken = await store('-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----')
    await expect(verifyCommit(gitdir, broken, { openpgp: both })).rejects.toMatchObject({ code: 'AF8413' })
  })

  it('as gpg makes it is verified as git verifies it', async () => {
    const home = join(root, 'gpg')
    fs.mkdirSync(home, { mode: 0o700 })
    const gpg = (...args: readonly string[]): string => run('gpg', '--homedir', home, '--batch', '--quiet', ...args)
    gpg('--passphrase', '', '--quick-generate-key', 'Grace <grace@example.com>', 'ed25519', 'sign', '1d')
    const wrapper = join(root, 'gpg-home')
    await writeFile(wrapper, `#!/bin/sh\nexec gpg --homedir '${home}' "$@"\n`, { mode: 0o755 })
    repository.git(
      '-c',
      `gpg.program=${wrapper}`,
      '-c',
      'user.signingkey=grace@example.com',
      'commit',
      '-q',
      '--allow-empty',
      '-S',
      '-m',
      'By gpg',
    )
    const oid = repository.git('rev-parse', 'HEAD')
    repository.git('-c', `gpg.program=${wrapper}`, 'verify-commit', oid)
    expect(await verifyCommit(gitdir, oid, { openpgp: gpg('--armor', '--export') })).toContain('grace@example.com')
    await expect(verifyCommit(gitdir, oid, {})).rejects.toMatchObject({ code: 'AF8412' })
    run('gpgconf', '--homedir', home, '--kill', 'all')
  })
})

describe('a list of allowed signers', () => {
  it.each([
    'ann@example.com',
    'ann@example.com ssh-ed25519 AAAA',
    'ann@example.com ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIPDFtt7TOL0eVpa5a8aVZK2ghYyB3dYdWLVTfrTFE9zl',
    'ann@example.com cert-authority ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPDFtt7TOL0eVpa5a8aVZK2ghYyB3dYdWLVTfrTFE9zl',
    'ann@example.com valid-before="never" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPDFtt7TOL0eVpa5a8aVZK2ghYyB3dYdWLVTfrTFE9zl',
    'ann@example.com sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIPDFtt7TOL0eVpa5a8aVZK2ghYyB3dYdWLVTfrTFE9zlAAAABHNzaDo=',
  ])('is refused as a whole with the line %s', (line) => {
    expect(() => readAllowedSigners(`# team\n\n${line}\n`)).toThrow(
      expect.objectContaining({ code: 'AF8414', message: expect.stringContaining('line 3') }),
    )
  })
})

describe('what is not whole', () => {
  it('is never taken for a signature', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const armored = `-----BEGIN SSH SIGNATURE-----\n${Buffer.from(bytes).toString('base64')}\n-----END SSH SIGNATURE-----`
        expect(() => readSshSignature(armored)).toThrow()
      }),
    )
  })

  it('a commit is split into what was signed and the signature, whatever bytes it has', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.array(fc.stringMatching(/^[!-~]*$/), { minLength: 1 }), (message, lines) => {
        const head = `tree ${'a'.repeat(40)}\nauthor A <a> 1 +0000\ncommitter A <a> 2 +0000\n`
        const body = Buffer.concat([Buffer.from('\n'), message])
        const signed = Buffer.concat([Buffer.from(`${head}gpgsig ${lines.join('\n ')}\n`), body])
        const read = readSignedCommit(signed)
        expect(read.payload).toEqual(Buffer.concat([Buffer.from(head), body]))
        expect(read.signature).toBe(`${lines.join('\n')}\n`)
        expect(read.committedAt).toBe(2000)
      }),
    )
  })
})
