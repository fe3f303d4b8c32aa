import { type ChildProcess, fork } from 'node:child_process'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import type { ProgressLine } from '../../../schema/generated/jobs.js'

/** How long to wait for the last words of a process that has ended, in milliseconds: a program that it started may hold the pipe. */
const LAST_WORDS_MS = 250

type Message = { readonly line: ProgressLine } | { readonly done: true; readonly ok: boolean }

interface Current {
  readonly child: ChildProcess
  readonly onLine: (line: ProgressLine) => void
  readonly settle: (outcome: { ok: boolean } | { error: Error }) => void
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

  /** Runs a job; true if it succeeded, false if it wrote an error. Rejects when the process dies or the time is up. */
  run(specPath: string, options: { onLine: (line: ProgressLine) => void; timeoutMs?: number }): Promise<boolean> {
    const child = this.#ensure()
    return new Promise<boolean>((resolve, reject) => {
      const timer = options.timeoutMs
        ? setTimeout(() => {
            this.stop()
            settle({
              error: new AIFactoryError('AF8015', `the job ran longer than its limit of ${options.timeoutMs} ms`, { retryable: true }),
            })
          }, options.timeoutMs)
        : undefined
      const settle: Current['settle'] = (outcome) => {
        clearTimeout(timer)
        this.#current = undefined
        if ('error' in outcome) reject(outcome.error)
        else resolve(outcome.ok)
      }
      this.#current = { child, onLine: options.onLine, settle }
      // Where it cannot be sent, the process has died, and its end is told below.
      child.send({ spec: specPath }, () => {})
    })
  }

  /** Kills the process; a job that it runs fails. Another run starts another process. */
  stop(): void {
    this.#child?.kill('SIGKILL')
    this.#child = undefined
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
      else this.#current.settle({ ok: message.ok })
    })
    const ended = (cause: string): void => {
      if (this.#current?.child !== child) return
      const message = `the job's process ended early: ${cause}`
      this.#current.settle({ error: new AIFactoryError('AF8016', message, { detail: stderr.trim() || undefined, retryable: true }) })
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
