import type { KubernetesObject } from '../../compiler/backends/kubernetes/object.js'
import { renderKubernetes } from '../../compiler/backends/kubernetes/render.js'
import { compile } from '../../compiler/compile.js'
import type { Factory } from '../../compiler/graph/factory.js'
import { normalizePath } from '../../compiler/source/relative-path.js'
import type { FactorySpec } from '../../schema/crds/factory.js'
import type { Diagnostic } from '../../schema/diagnostic.js'
import type { Revision, RevisionSource } from '../source/revision-source.js'

export interface CompiledFolder {
  readonly diagnostics: readonly Diagnostic[]
  /** Absent where there is an error. */
  readonly result?: { readonly factory: Factory; readonly objects: readonly KubernetesObject[] }
  /** Whether a change of these files, by path from the top of the repository, can change the result. */
  readonly isAffectedBy: (changed: ReadonlySet<string>) => boolean
}

/** Compiles what a folder holds at a revision for Kubernetes, and notes what it read. Data is not looked at: a cluster has its own. */
export async function compileFolder(
  source: Pick<RevisionSource, 'read' | 'list'>,
  revision: Revision,
  { path = '.', target, variables = {} }: Pick<FactorySpec, 'path' | 'target' | 'variables'>,
): Promise<CompiledFolder> {
  const read = new Set<string>()
  const listed = new Set<string>()
  const fromTop = (file: string): string => normalizePath(`${path}/${file}`)
  const files = {
    read(file: string): Promise<string | undefined> {
      read.add(fromTop(file))
      return source.read(revision, file)
    },
    list(folder: string): Promise<readonly string[]> {
      listed.add(`${fromTop(folder)}/`)
      return source.list(revision, folder)
    },
  }
  const values = { vars: Object.entries(variables).map(([name, value]) => `${name}=${value}`) }
  const { diagnostics, factory } = await compile({ files, target, values, platform: 'kubernetes' })
  const result = factory && { factory, objects: renderKubernetes(factory) }
  return {
    diagnostics,
    ...(result && { result }),
    isAffectedBy(changed) {
      for (const name of changed) {
        if (read.has(name)) return true
        for (const folder of listed) if (name.startsWith(folder === './' ? '' : folder) && /\.ya?ml$/.test(name)) return true
      }
      return false
    },
  }
}

/** Errors as people look for them: file:line:column code message. */
export function errorText(diagnostics: readonly Diagnostic[], path: string): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const shown = errors.slice(0, 5).map(({ code, message, file, range, suggestion }) => {
    const name = file === undefined ? path : normalizePath(`${path}/${file}`)
    const place = range ? `${name}:${range.start.line + 1}:${range.start.column + 1}` : name
    return `${place} ${code} ${message}${suggestion ? ` (${suggestion})` : ''}`
  })
  return errors.length > shown.length ? `${shown.join('\n')}\nand ${errors.length - shown.length} more` : shown.join('\n')
}
