import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import type { Credentials } from './credentials.js'
import { runProgram } from './run-program.js'

/**
 * Runs something that uses ssh with a private key that is only in the memory of an agent of its own, never on disk. Hosts are
 * those of known_hosts and no other.
 * @throws AIFactoryError AF8415 for a key that is none, AF8416 without OpenSSH.
 */
export async function withSshAgent<T>(
  { privateKey, knownHosts }: Extract<Credentials, { kind: 'ssh' }>,
  body: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'aifactory-ssh-'))
  const [socket, hosts] = [join(folder, 'agent'), join(folder, 'known_hosts')]
  await writeFile(hosts, knownHosts, { mode: 0o600 })
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { env: environment(), stdio: 'ignore' })
  try {
    await listening(agent, socket)
    const env = { ...environment(), SSH_AUTH_SOCK: socket }
    // OpenSSH takes no key without a line break at its end.
    const added = await runProgram('ssh-add', ['-q', '-'], { env, timeoutMs: 10_000, stdin: `${privateKey.trimEnd()}\n` })
    if (added.status !== 0) {
      throw new AIFactoryError('AF8415', 'the ssh key of a repository cannot be used', {
        hint: 'Give a private key without a passphrase, in the format of OpenSSH or PEM.',
        detail: added.stderr.trim(),
      })
    }
    return await body({ SSH_AUTH_SOCK: socket, GIT_SSH_COMMAND: sshCommand(hosts), GIT_SSH_VARIANT: 'ssh' })
  } finally {
    agent.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

const environment = (): Record<string, string> => ({ PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', SSH_ASKPASS_REQUIRE: 'never' })

/** Git runs it by a shell, so it holds nothing but words of ours and a path of mkdtemp. */
function sshCommand(knownHosts: string): string {
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile='${knownHosts.replaceAll("'", `'\\''`)}'`,
    'GlobalKnownHostsFile=/dev/null',
    'PasswordAuthentication=no',
    'ForwardAgent=no',
    'ClearAllForwardings=yes',
    'ConnectTimeout=20',
  ]
  return ['ssh', '-F', '/dev/null', ...options.flatMap((option) => ['-o', option])].join(' ')
}

async function listening(agent: ChildProcess, socket: string): Promise<void> {
  let failed: Error | undefined
  agent.once('error', (error) => {
    failed = error
  })
  for (let waited = 0; !existsSync(socket); waited += 20) {
    if (failed || agent.exitCode !== null || waited > 5_000) {
      throw new AIFactoryError('AF8416', 'ssh-agent cannot be run here', {
        hint: 'Install the OpenSSH client, or follow the repository by https.',
        cause: failed,
      })
    }
    await wait(20)
  }
}
