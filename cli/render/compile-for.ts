import type { ColumnReader } from '../../compiler/columns/columns.js'
import { type CompileInput, type CompileResult, compile } from '../../compiler/compile.js'
import type { GivenValues } from '../../compiler/source/given.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { columnReader } from '../columns/read-columns.js'
import type { DiskFactory } from '../disk-files.js'
import { sqlAnalyzer } from '../sql/cached-analyzer.js'

/** Compiles a factory on disk for a backend, and says at its line what cannot be honoured there. */
export function compileFor(
  platform: NonNullable<CompileInput['platform']>,
  disk: DiskFactory,
  options: { readonly target?: string; readonly values?: GivenValues },
): Promise<CompileResult> {
  const columns = whereThereIsData(columnReader(disk.folder))
  return compile({ files: disk.files, entry: disk.entry, platform, columns, sql: sqlAnalyzer(), ...options })
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
