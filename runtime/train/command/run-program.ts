import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import { formatDuration } from '../../../schema/duration.js'
import type { JobContext } from '../../job-context.js'
import { progressOf } from './progress-line.js'

export interface ProgramOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** Milliseconds between asking to stop and ending it. */
  readonly graceMs?: number
}

/** Lines of standard error that a failure shows. */
const LAST_LINES = 20
const LONGEST_LINE = 2000

/**
 * Runs a program without a shell. Lines of standard output are progress or log lines; standard error is logged. It and all that it
 * started are ended when time is up or the job must stop: asked first, then killed.
 * @throws AIFactoryError AF7330 where it cannot be started, AF7331 where it takes too long, AF7332 where it fails, AF7009 when stopped.
 */
export async function runProgram(command: readonly string[], options: ProgramOptions, context: JobContext): Promise<void> {
  const [program = '', ...args] = command
  const name = command.join(' ')
  context.signal.throwIfAborted()
  // A process group of its own, so that its children can be ended with it.
  const child = spawn(program, args, { cwd: options.cwd, env: { ...options.env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const errors: string[] = []
  readLines(child.stdout, (line) => {
    const progress = progressOf(line)
    if (!progress) context.log(line)
    else if (progress.type === 'progress') context.progress(progress.report)
    else context.log(progress.message)
  })
  readLines(child.stderr, (line) => {
    context.log(line)
    errors.push(line)
    if (errors.length > LAST_LINES) errors.shift()
  })

  let stopped: 'timeout' | 'abort' | undefined
  let killTimer: NodeJS.Timeout | undefined
  const stop = (reason: 'timeout' | 'abort') => {
    stopped ??= reason
    endGroup(child, 'SIGTERM')
    killTimer ??= setTimeout(() => endGroup(child, 'SIGKILL'), options.graceMs ?? 5000)
  }
  const timer = setTimeout(() => stop('timeout'), options.timeoutMs)
  const abort = () => stop('abort')
  // Whatever ends this process ends the program: nobody would be there to take its answer.
  const kill = () => endGroup(child, 'SIGKILL')
  process.once('exit', kill)
  context.signal.addEventListener('abort', abort)
  try {
    const { code, signal } = await ended(child, program)
    const detail = errors.join('\n') || undefined
    if (stopped === 'abort') throw new AIFactoryError('AF7009', 'the job was stopped', { retryable: true })
    if (stopped === 'timeout') {
      throw new AIFactoryError('AF7331', `${name} took longer than ${formatDuration(options.timeoutMs)}`, {
        hint: 'Raise trainer.timeout, or give it less to do.',
        detail,
      })
    }
    if (signal) {
      const hint = signal === 'SIGKILL' ? 'It may have needed more memory than there is: raise trainer.resourcesPerNode.memory.' : undefined
      throw new AIFactoryError('AF7332', `${name} was ended by ${signal}`, { hint, detail, retryable: signal === 'SIGKILL' })
    }
    if (code !== 0) throw new AIFactoryError('AF7332', `${name} failed with exit status ${code}`, { detail })
  } finally {
    clearTimeout(timer)
    clearTimeout(killTimer)
    context.signal.removeEventListener('abort', abort)
    process.removeListener('exit', kill)
    kill()
  }
}

function ended(child: ChildProcess, program: string): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'ENOENT' ? 'is not there' : error.code === 'EACCES' ? 'may not be executed' : 'cannot be started'
      const hint = 'Check trainer.command: it runs without a shell, in the folder of aifactory.yaml, with PATH as it is there.'
      reject(new AIFactoryError('AF7330', `the program ${program} ${reason}`, { hint, detail: error.message }))
    })
    // exit, then the streams: a grandchild may keep them open for ever, so they get a second to say the rest.
    child.once('exit', (code, signal) => {
      const done = () => resolve({ code, signal })
      child.once('close', done)
      setTimeout(done, 1000).unref()
    })
  })
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // All of them have ended.
  }
}

function readLines(stream: Readable, take: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    if (line.trim() !== '') take(line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}...` : line)
  })
}
