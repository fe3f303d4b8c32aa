import { join, relative } from 'node:path'
import { renderKubernetes } from '../../compiler/backends/kubernetes/render.js'
import { filesOf, objectsToYaml } from '../../compiler/backends/kubernetes/yaml.js'
import { type GivenValues, givenTexts } from '../../compiler/source/given.js'
import { validate } from '../../compiler/validate.js'
import type { Diagnostic } from '../../schema/diagnostic.js'
import { columnReader } from '../columns/read-columns.js'
import { type DiskFactory, openFactory } from '../disk-files.js'
import { remembered } from '../remembered-files.js'
import { compileFor } from '../render/compile-for.js'
import { writeFolder } from '../render/write-folder.js'
import { sqlAnalyzer } from '../sql/cached-analyzer.js'
import { isAffected } from './affected.js'

/** What is done with each of many factories. */
export interface Task {
  readonly kind: 'validate' | 'render'
  readonly target?: string
  readonly values?: GivenValues
  readonly platform?: 'embedded' | 'kubernetes'
  /** Folder in which each factory's objects go to a folder of their own; texts are returned without it. */
  readonly out?: string
  /** Files that have changed: other factories than those that read one of them are passed over. */
  readonly changed?: ReadonlySet<string>
}

/** What became of one factory. It is sent between threads, so it is plain data. */
export interface TaskResult {
  readonly path: string
  readonly outcome: 'done' | 'unchanged' | 'failed'
  readonly targets: readonly (string | null)[]
  readonly diagnostics: readonly Diagnostic[]
  /** Files with errors, to show their lines. */
  readonly texts: ReadonlyMap<string, string>
  /** Rendered objects as UTF-8, where they are not written to files: bytes are handed from thread to thread without a copy. */
  readonly rendered?: Uint8Array<ArrayBuffer>
  readonly objects?: number
  /** What went wrong where `outcome` is failed, which is a bug of ours or of the machine. */
  readonly failure?: string
}

/** Does the task for the factory in a file. Never throws: what goes wrong with one factory is no matter of the others. */
export async function runTask(task: Task, path: string): Promise<TaskResult> {
  const none = { path, targets: [], diagnostics: [], texts: new Map<string, string>() }
  try {
    const disk = openFactory(path)
    if (task.changed !== undefined && !(await isAffected(disk, task.changed))) return { ...none, outcome: 'unchanged' }
    const texts = givenTexts(task.values ?? {})
    const watched = { ...disk, files: remembered(disk.files, texts) }
    const result = task.kind === 'validate' ? await validateOne(task, watched) : await renderOne(task, watched, path)
    return { ...none, outcome: 'done', texts: textsOf(result.diagnostics, texts), ...result }
  } catch (error) {
    return { ...none, outcome: 'failed', failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

async function validateOne({ target, values, platform }: Task, { folder, entry, files }: DiskFactory) {
  return validate({ files, entry, target, values, platform, columns: columnReader(folder), sql: sqlAnalyzer() })
}

async function renderOne({ target, values, out }: Task, disk: DiskFactory, path: string) {
  const { diagnostics, factory } = await compileFor('kubernetes', disk, { target, values })
  if (factory === undefined) return { diagnostics, targets: [target ?? null] }
  const objects = renderKubernetes(factory)
  const shared = { diagnostics, targets: [factory.target], objects: objects.length }
  if (out === undefined) return { ...shared, rendered: new TextEncoder().encode(await objectsToYaml(objects)) }
  const folder = join(out, relative(process.cwd(), disk.folder).replaceAll('..', '_') || factory.name)
  await writeFolder(folder, await filesOf(objects))
  return { ...shared, path }
}

/** Texts of files that errors are about; those of all files would be sent for nothing. */
function textsOf(diagnostics: readonly Diagnostic[], texts: ReadonlyMap<string, string>): Map<string, string> {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const named = new Set(errors.flatMap(({ file, related = [] }) => [file, ...related.map((other) => other.file)]))
  return new Map([...texts].filter(([file]) => named.has(file)))
}
