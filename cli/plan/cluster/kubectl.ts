import { spawn } from 'node:child_process'
import { AIFactoryError } from '../../../schema/diagnostic.js'

export interface ClusterOptions {
  /** Context of the kubeconfig; the current one where it is left out. */
  readonly context?: string
  /** Path of the kubeconfig; as kubectl finds it where it is left out. */
  readonly kubeconfig?: string
}

export interface KubectlResult {
  readonly status: number
  readonly out: string
  readonly error: string
}

/**
 * Runs kubectl, which knows every way to sign in to a cluster. The variable KUBECTL names another program than the one in PATH.
 * @throws AIFactoryError AF8048 where there is none.
 */
export function kubectl(args: readonly string[], { context, kubeconfig }: ClusterOptions, input?: string): Promise<KubectlResult> {
  const program = process.env.KUBECTL ?? 'kubectl'
  const place = [
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === undefined ? [] : ['--context', context]),
  ]
  const child = spawn(program, [...place, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  const [out, error]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => error.push(chunk))
  // A program that ends early does not read all of its input; what it says tells why.
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new AIFactoryError('AF8048', `${program} cannot be run`, { hint: 'Install kubectl, or name it in the variable KUBECTL.', cause }),
      ),
    )
    child.once('close', (status) =>
      resolve({ status: status ?? 1, out: Buffer.concat(out).toString(), error: Buffer.concat(error).toString() }),
    )
  })
}
