import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Writable } from 'node:stream'

export interface ProgramRun {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly timedOut: boolean
}

export interface ProgramOptions {
  /** The whole environment: nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly timeoutMs: number
  readonly stdin?: string
  /** Given to the program as file descriptor 3, so that it is neither in arguments, nor in the environment, nor on disk. */
  readonly secret?: string
  readonly signal?: AbortSignal
}

const MOST_OUTPUT = 64 * 1024 * 1024

/** Runs a program without a shell. One that is not installed is status null with ENOENT in stderr. */
export async function runProgram(program: string, args: readonly string[], options: ProgramOptions): Promise<ProgramRun> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    // Its own group, so that the helpers it starts end with it.
    detached: true,
  })
  let timedOut = false
  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
  }
  const timer = setTimeout(() => {
    timedOut = true
    kill()
  }, options.timeoutMs)
  options.signal?.addEventListener('abort', kill, { once: true })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      if (output[name].length < MOST_OUTPUT) output[name] += chunk
    })
  }
  send(child.stdin, options.stdin)
  send(child.stdio[3] as Writable, options.secret)
  try {
    const [status] = (await once(child, 'close')) as [number | null]
    return { status, ...output, timedOut }
  } catch (error) {
    return { status: null, stdout: '', stderr: error instanceof Error ? error.message : String(error), timedOut }
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', kill)
  }
}

function send(stream: Writable, text: string | undefined): void {
  // A program that does not read what it is given is no failure.
  stream.on('error', () => {})
  stream.end(text ?? '')
}
