import { renderKubernetes } from '../../compiler/backends/kubernetes/render.js'
import { filesOf, objectsToYaml } from '../../compiler/backends/kubernetes/yaml.js'
import type { Output } from '../terminal/output.js'
import { compileFor } from './compile-for.js'
import { openFor, type RenderOptions } from './open-for.js'

/**
 * Prints the objects, or writes them: one file for each.
 * @returns 0 rendered, 1 there are errors and nothing was written, 2 the path names no factory.
 */
export async function renderCommand(options: RenderOptions, output: Output): Promise<number> {
  const opened = await openFor((disk, values) => compileFor('kubernetes', disk, values), options, output)
  if (typeof opened === 'number') return opened
  const objects = renderKubernetes(opened)
  const { out } = options
  if (out === undefined) {
    output.out(await objectsToYaml(objects))
  } else {
    const { writeFolder } = await import('./write-folder.js')
    await writeFolder(out, await filesOf(objects))
    output.error(`${objects.length} objects written to ${out}\n`)
  }
  return 0
}
