import { AIFactoryError } from '../../schema/diagnostic.js'
import type { FormatName } from '../diagnostics/formats.js'
import { printFailure } from '../terminal/failure.js'
import type { Output } from '../terminal/output.js'
import { changedSince } from './changed-since.js'
import type { Task, TaskResult } from './factory-task.js'
import { findFactories } from './find-factories.js'
import { manyReport } from './many-report.js'
import { runTasks, threadsFor } from './run-tasks.js'

export interface ManyOptions extends Omit<Task, 'changed'> {
  readonly paths: readonly string[]
  /** A commit: only factories are compiled that read something which has changed since. */
  readonly since?: string
  /** Threads; by default as many as pay. */
  readonly jobs?: number
  readonly output: FormatName
}

/**
 * Validates or renders every factory at or below some folders. One that fails keeps no other from being done.
 * @returns 0 all fine, 1 some have errors, 2 there is none, 3 a bug of ours met one.
 */
export async function manyCommand({ paths, since, jobs, output: format, ...task }: ManyOptions, output: Output): Promise<number> {
  let files: readonly string[]
  let changed: ReadonlySet<string> | undefined
  try {
    files = await findFactories(paths)
    changed = since === undefined ? undefined : await changedSince(paths[0] ?? '.', since)
  } catch (error) {
    if (!(error instanceof AIFactoryError)) throw error
    printFailure(error)
    return 2
  }
  const report = manyReport({ format, since, task }, output)
  const results = { errors: 0, failures: 0 }
  await runTasks(
    { ...task, changed },
    files,
    (result) => {
      if (hasErrors(result)) results.errors++
      if (result.outcome === 'failed') results.failures++
      report.add(result)
    },
    threadsFor(files.length, jobs),
  )
  await report.end()
  return results.failures > 0 ? 3 : results.errors > 0 ? 1 : 0
}

function hasErrors({ diagnostics }: TaskResult): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}
