import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import type { Credentials } from './credentials.js'
import type { RemoteRef } from './ref-selector.js'
import { type ProgramRun, runProgram } from './run-program.js'
import { withSshAgent } from './ssh-agent.js'
import { transferFailure } from './transfer-failure.js'
import { type FetchRequest, type GitTransport, KEPT_REF, type RemoteRepository } from './transport.js'

/** Reads user name and password from file descriptor 3, for the origin that they belong to and no other. */
const CREDENTIAL_HELPER = '!f() { test "$1" = get && cat <&3; }; f'

/** Git on this machine, which streams packs of any size and speaks ssh. */
export class NativeTransport implements GitTransport {
  readonly name = 'git'

  /** Whether git can be run here, and AIFACTORY_NATIVE_GIT does not say 0. */
  static async isThere(): Promise<boolean> {
    if (process.env.AIFACTORY_NATIVE_GIT === '0') return false
    const { status } = await runProgram('git', ['--version'], { env: environment(), timeoutMs: 10_000 })
    return status === 0
  }

  async listRefs(remote: RemoteRepository): Promise<readonly RemoteRef[]> {
    const done = await this.#git(remote, ['ls-remote', '--quiet', '--', remote.address.url], remote.limits.timeoutMs)
    return parseRefs(done.stdout)
  }

  async fetch(remote: RemoteRepository, gitdir: string, { commit, depth }: FetchRequest): Promise<void> {
    const watch = watchSize(join(gitdir, 'objects/pack'), remote.limits.maxBytes)
    try {
      const flags = ['--quiet', '--no-tags', '--force', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-maintenance']
      const args = ['--git-dir', gitdir, 'fetch', ...flags, `--depth=${depth}`, '--', remote.address.url, `${commit}:${KEPT_REF}`]
      await this.#git(remote, args, remote.limits.timeoutMs, watch.signal)
      await watch.look()
      watch.signal.throwIfAborted()
    } catch (error) {
      if (!watch.signal.aborted) throw error
      throw transferFailure(remote.address, `what it sends is larger than ${remote.limits.maxBytes} bytes`)
    } finally {
      watch.end()
    }
  }

  async #git(remote: RemoteRepository, args: readonly string[], timeoutMs: number, signal?: AbortSignal): Promise<ProgramRun> {
    const credentials = await remote.credentials()
    const run = (env: Readonly<Record<string, string>>): Promise<ProgramRun> =>
      withCaFile(remote.caBundle, (caFile) =>
        runProgram('git', [...settings(remote, caFile), ...args], {
          env: { ...environment(), ...env },
          timeoutMs,
          secret: credentials?.kind === 'basic' ? helperAnswer(credentials) : undefined,
          signal,
        }),
      )
    // Without a key of ours ssh would take those of whoever runs this.
    const done = credentials?.kind === 'ssh' ? await withSshAgent(credentials, run) : await run({ GIT_SSH_COMMAND: 'false' })
    if (done.status === 0) return done
    if (done.status === null && /ENOENT/.test(done.stderr)) {
      throw new AIFactoryError('AF8416', 'git is not installed here', { hint: 'Install git, or follow the repository by https.' })
    }
    throw transferFailure(remote.address, done.timedOut ? `no answer within ${timeoutMs / 1000} s` : done.stderr)
  }
}

function helperAnswer({ username, password }: Extract<Credentials, { kind: 'basic' }>): string {
  if (/[\n\0]/.test(username + password)) {
    throw new AIFactoryError('AF8415', 'the credentials of a repository hold a line break', {
      hint: 'Store the token without one at its end.',
    })
  }
  return `username=${username}\npassword=${password}\n`
}

/** Nothing of the machine's or a user's configuration, no prompt, no pager, messages in English. */
function environment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_PROTOCOL_FROM_USER: '0',
  }
}

function settings({ address }: RemoteRepository, caFile: string | undefined): string[] {
  const config: Record<string, string> = {
    'protocol.allow': 'never',
    [`protocol.${address.protocol}.allow`]: 'always',
    'protocol.version': '2',
    'core.hooksPath': '/dev/null',
    'core.askPass': '',
    'core.fsmonitor': 'false',
    'core.symlinks': 'false',
    'credential.helper': '',
    'http.followRedirects': 'initial',
    'fetch.fsckObjects': 'true',
    'submodule.recurse': 'false',
    'gc.auto': '0',
  }
  if (address.origin && address.protocol !== 'ssh') config[`credential.${address.origin}.helper`] = CREDENTIAL_HELPER
  if (caFile) config['http.sslCAInfo'] = caFile
  return Object.entries(config).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Git takes certificates only from a file. */
async function withCaFile<T>(pem: string | undefined, body: (file?: string) => Promise<T>): Promise<T> {
  if (pem === undefined) return body()
  const folder = await mkdtemp(join(tmpdir(), 'aifactory-ca-'))
  try {
    const file = join(folder, 'ca.pem')
    await writeFile(file, pem)
    return await body(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Lines of `HASH<tab>NAME`; `NAME^{}` is the commit that an annotated tag was put on. */
export function parseRefs(text: string): RemoteRef[] {
  const refs = new Map<string, string>()
  for (const [, oid = '', name = ''] of text.matchAll(/^([0-9a-f]{40})\t(\S+)$/gm)) {
    const tag = /^(.*)\^\{\}$/.exec(name)?.[1]
    if (tag !== undefined || !refs.has(name)) refs.set(tag ?? name, oid)
  }
  return [...refs].map(([name, commit]) => ({ name, commit }))
}

/** Aborts when the packs of a fetch outgrow a limit, which git cannot be told. */
function watchSize(folder: string, maxBytes: number): { signal: AbortSignal; look(): Promise<void>; end(): void } {
  const controller = new AbortController()
  const size = async (): Promise<number> => {
    const names = await readdir(folder).catch(() => [])
    const sizes = await Promise.all(
      names.map((name) =>
        stat(join(folder, name)).then(
          (entry) => entry.size,
          () => 0,
        ),
      ),
    )
    return sizes.reduce((sum, value) => sum + value, 0)
  }
  const before = size()
  const look = async (): Promise<void> => {
    if ((await size()) - (await before) > maxBytes) controller.abort()
  }
  const timer = setInterval(look, 100)
  return { signal: controller.signal, look, end: () => clearInterval(timer) }
}
