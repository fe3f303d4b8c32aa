import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { AIFactoryError } from '../../../../schema/diagnostic.js'

/** A program that says who we are, as clouds have them (client.authentication.k8s.io). */
export interface ExecSpec {
  readonly apiVersion?: string
  readonly command: string
  readonly args?: readonly string[] | null
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null
}

interface ExecCredential {
  readonly status?: { readonly token?: string; readonly expirationTimestamp?: string }
}

/** A token is asked for anew this long before it expires. */
const EARLY_MS = 60_000
/** A token without an end is asked for again after so long. */
const ENDLESS_MS = 5 * 60_000

/** @throws AIFactoryError AF8502 where the program fails or gives no token. */
export function execCredential(spec: ExecSpec, folder: string, now: () => number = Date.now): () => Promise<string> {
  let known: { token: string; until: number } | undefined
  return async () => {
    if (known && now() < known.until) return known.token
    const { token, expirationTimestamp } = (await ask(spec, folder)).status ?? {}
    if (!token) throw failed(spec, 'it gave no token; certificates from such programs are not supported')
    known = { token, until: expirationTimestamp ? Date.parse(expirationTimestamp) - EARLY_MS : now() + ENDLESS_MS }
    return token
  }
}

async function ask(spec: ExecSpec, folder: string): Promise<ExecCredential> {
  const { command, args, env, apiVersion = 'client.authentication.k8s.io/v1' } = spec
  // A path is relative to the kubeconfig, a name is looked up.
  const program = command.includes('/') ? resolve(folder, command) : command
  const info = JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: { interactive: false } })
  const given = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]))
  try {
    const { stdout } = await promisify(execFile)(program, [...(args ?? [])], {
      env: { ...process.env, ...given, KUBERNETES_EXEC_INFO: info },
      timeout: 60_000,
    })
    return JSON.parse(stdout) as ExecCredential
  } catch (cause) {
    throw failed(spec, cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause), cause)
  }
}

function failed({ command }: ExecSpec, why: string, cause?: unknown): AIFactoryError {
  return new AIFactoryError('AF8502', `${command}, which the kubeconfig names to log in, failed: ${why}`, {
    hint: 'Run it by hand, or log in anew with the tool of your cloud.',
    cause,
  })
}
