import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import type { JobError, ProgressLine } from '../../../schema/generated/jobs.js'

/** How long to wait for the last words of a process that has ended, in milliseconds: a program that it started may hold the pipe. */
const LAST_WORDS_MS = 250
/** How long a process may take to end by itself, in milliseconds. */
const GRACE_MS = 1000

/** The error comes with the message, too, since there may be no space left to write it down. */
type Message = { readonly line: ProgressLine } | { readonly done: true; readonly ok: boolean; readonly error?: JobError }

export interface JobOutcome {
  readonly ok: boolean
  readonly error?: JobError
}

interface Current {
  readonly child: ChildProcess
  readonly onLine: (line: ProgressLine) => void
  readonly settle: (outcome: JobOutcome | Error) => void
  /** Why the process is ended, where it is by us. */
  cause?: Error
}

/**
 * One process that runs jobs, one at a time. It ends with its parent, because the channel between them closes.
 * Short jobs share a process so that they do not pay for a start each.
 */
export class JobProcess {
  readonly #program: string
  #child: ChildProcess | undefined
  #current: Current | undefined

  constructor(program: string) {
    this.#program = program
  }

  get busy(): boolean {
    return this.#current !== undefined
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Runs a job to its end. Rejects when the process dies or the time is up, once the process has ended. */
  run(specPath: string, options: { onLine: (line: ProgressLine) => void; timeoutMs?: number }): Promise<JobOutcome> {
    const child = this.#ensure()
    return new Promise<JobOutcome>((resolve, reject) => {
      const { timeoutMs } = options
      const timer = timeoutMs
        ? setTimeout(() => {
            current.cause = new AIFactoryError('AF8015', `the job ran longer than its limit of ${timeoutMs} ms`, { retryable: true })
            void this.stop()
          }, timeoutMs)
        : undefined
      const settle: Current['settle'] = (outcome) => {
        clearTimeout(timer)
        this.#current = undefined
        if (outcome instanceof Error) reject(outcome)
        else resolve(outcome)
      }
      const current: Current = { child, onLine: options.onLine, settle }
      this.#current = current
      // Where it cannot be sent, the process has died, and its end is told below.
      child.send({ spec: specPath }, () => {})
    })
  }

  /**
   * Ends the process; a job that it runs fails. It ends by itself once its channel is closed, and ends what it has started;
   * one that does not is killed. Another run starts another process.
   */
  async stop(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    const exit = once(child, 'exit')
    if (child.connected) child.disconnect()
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
    await exit
    clearTimeout(timer)
  }

  #ensure(): ChildProcess {
    if (this.#child?.connected && this.#child.exitCode === null) return this.#child
    const child = fork(this.#program, ['--pool'], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    let stderr = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-4000)
    })
    child.on('message', (message: Message) => {
      if (this.#current?.child !== child) return
      if ('line' in message) this.#current.onLine(message.line)
      else this.#current.settle({ ok: message.ok, error: message.error })
    })
    const ended = (cause: string): void => {
      if (this.#current?.child !== child) return
      const message = `the job's process ended early: ${cause}`
      const died = new AIFactoryError('AF8016', message, { detail: lastWords(stderr), retryable: true })
      this.#current.settle(this.#current.cause ?? died)
    }
    child.on('error', (error) => {
      this.#forget(child)
      ended(error.message)
    })
    child.on('exit', (code, signal) => {
      this.#forget(child)
      const cause = signal === 'SIGKILL' ? 'it was killed, perhaps for lack of memory' : `exit status ${code ?? signal}`
      const timer = setTimeout(() => ended(cause), LAST_WORDS_MS)
      child.once('close', () => {
        clearTimeout(timer)
        ended(cause)
      })
    })
    this.#child = child
    return child
  }

  /** A process that has ended takes no more jobs. */
  #forget(child: ChildProcess): void {
    if (this.#child === child) this.#child = undefined
  }
}

/** What a process said before it died, without the places in code that mean nothing to its user. */
function lastWords(stderr: string): string | undefined {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
  return lines.length > 0 ? lines.join('\n') : undefined
}
