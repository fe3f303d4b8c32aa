import { renderTool } from '../../compiler/backends/render-tool.js'
import type { ToolName } from '../../compiler/backends/tool-names.js'
import { TOOLS } from '../../compiler/backends/tools.js'
import type { Output } from '../terminal/output.js'
import { compileFor } from './compile-for.js'
import { openFor, type RenderOptions } from './open-for.js'
import { writeFolder } from './write-folder.js'

/**
 * Prints what a tool reads, or writes it. One file is printed as it is; before each of several stands its path, as `head` does it.
 * @returns 0 rendered, 1 there are errors and nothing was written, 2 the path names no factory.
 */
export async function renderToolCommand(
  { backend, ...options }: RenderOptions & { readonly backend: ToolName },
  output: Output,
): Promise<number> {
  const opened = await openFor((disk, values) => compileFor(backend, disk, values), options, output)
  if (typeof opened === 'number') return opened
  const files = await renderTool(backend, opened)
  const { out } = options
  if (out !== undefined) {
    await writeFolder(out, files, TOOLS.find(({ name }) => name === backend)?.kept)
    output.error(`${files.size} files for ${backend} written to ${out}\n`)
    return 0
  }
  const [only, ...more] = files.values()
  if (only !== undefined && more.length === 0) output.out(only)
  else output.out([...files].map(([path, text]) => `==> ${path} <==\n${text}`).join('\n'))
  return 0
}
