import { notHonoured } from '../../compiler/backends/kubernetes/honours.js'
import type { ColumnReader } from '../../compiler/columns/columns.js'
import { type CompileResult, compile } from '../../compiler/compile.js'
import { sorted } from '../../compiler/diagnostics/report.js'
import type { Factory } from '../../compiler/graph/factory.js'
import type { GivenValues } from '../../compiler/source/given.js'
import { AIFactoryError, type Diagnostic } from '../../schema/diagnostic.js'
import { columnReader } from '../columns/read-columns.js'
import type { DiskFactory } from '../disk-files.js'
import { sqlAnalyzer } from '../sql/cached-analyzer.js'

interface Compiled {
  readonly diagnostics: readonly Diagnostic[]
  /** Absent where there is an error, also one of the backend's. */
  readonly factory?: Factory
}

/** Compiles a factory on disk for Kubernetes, and says at its line what cannot be honoured there. */
export async function compileKubernetes(
  disk: DiskFactory,
  options: { readonly target?: string; readonly values?: GivenValues },
): Promise<Compiled> {
  const result = await compile({
    files: disk.files,
    entry: disk.entry,
    platform: 'kubernetes',
    columns: whereThereIsData(columnReader(disk.folder)),
    sql: sqlAnalyzer(),
    ...options,
  })
  const { factory } = result
  if (factory === undefined) return { diagnostics: result.diagnostics }
  const diagnostics = sorted([...result.diagnostics, ...notHonoured(factory).map((finding) => diagnosticOf(finding, result))])
  return diagnostics.some(({ severity }) => severity === 'error') ? { diagnostics } : { diagnostics, factory }
}

function diagnosticOf({ path, ...rest }: ReturnType<typeof notHonoured>[number], { locate }: CompileResult): Diagnostic {
  return { ...rest, ...locate(path) }
}

/** A cluster has data that this machine may lack: what is there is checked, and nothing is said about the rest. */
function whereThereIsData(reader: ColumnReader): ColumnReader {
  return async (source) => {
    try {
      return await reader(source)
    } catch (error) {
      if (error instanceof AIFactoryError && error.code === 'AF7002') return undefined
      throw error
    }
  }
}
