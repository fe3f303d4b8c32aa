import { compile } from '../../compiler/compile.js'
import type { Factory } from '../../compiler/graph/factory.js'
import type { Revision, RevisionSource } from '../../reconciler/source/revision-source.js'
import type { Diagnostic } from '../../schema/diagnostic.js'

export interface CompiledRevision {
  readonly revision: Revision
  readonly diagnostics: readonly Diagnostic[]
  readonly factory?: Factory
}

/** Compiles what is written at a revision, for the embedded platform. */
export async function compileRevision(
  source: RevisionSource,
  revision: Revision,
  options: { target?: string; set?: Readonly<Record<string, string>> },
): Promise<CompiledRevision> {
  const files = { read: (path: string) => source.read(revision, path) }
  const { diagnostics, factory } = await compile({ files, entry: 'aifactory.yaml', platform: 'embedded', ...options })
  return { revision, diagnostics, factory }
}
