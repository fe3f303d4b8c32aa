import { type ChildProcess, fork } from 'node:child_process'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import type { ProgressLine } from '../../../schema/generated/jobs.js'

type Message = { readonly line: ProgressLine } | { readonly done: true; readonly ok: boolean }

interface Current {
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
  #stderr = ''

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
            child.kill('SIGKILL')
            settle({
              error: new AIFactoryError('AF7001', `the job ran longer than its limit of ${options.timeoutMs} ms`, { retryable: true }),
            })
          }, options.timeoutMs)
        : undefined
      const settle: Current['settle'] = (outcome) => {
        clearTimeout(timer)
        this.#current = undefined
        if ('error' in outcome) reject(outcome.error)
        else resolve(outcome.ok)
      }
      this.#current = { onLine: options.onLine, settle }
      child.send({ spec: specPath })
    })
  }

  stop(): void {
    this.#child?.kill('SIGKILL')
    this.#child = undefined
  }

  #ensure(): ChildProcess {
    if (this.#child?.connected) return this.#child
    const child = fork(this.#program, ['--pool'], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    this.#stderr = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-4000)
    })
    child.on('message', (message: Message) => {
      if ('line' in message) this.#current?.onLine(message.line)
      else this.#current?.settle({ ok: message.ok })
    })
    child.on('exit', (code, signal) => {
      if (this.#child === child) this.#child = undefined
      const cause = signal === 'SIGKILL' ? 'it was killed, perhaps for lack of memory' : `exit status ${code ?? signal}`
      this.#current?.settle({
        error: new AIFactoryError('AF7002', `the job's process ended early: ${cause}`, {
          detail: this.#stderr.trim() || undefined,
          retryable: true,
        }),
      })
    })
    this.#child = child
    return child
  }
}
