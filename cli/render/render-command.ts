import { renderKubernetes } from '../../compiler/backends/kubernetes/render.js'
import { fileNameOf, objectsToYaml, objectToYaml } from '../../compiler/backends/kubernetes/yaml.js'
import { type GivenValues, givenTexts } from '../../compiler/source/given.js'
import { findingsText } from '../diagnostics/findings-text.js'
import type { FormatName } from '../diagnostics/formats.js'
import { openOrSay } from '../open-or-say.js'
import { remembered } from '../remembered-files.js'
import type { Output } from '../terminal/output.js'
import { compileKubernetes } from './compile-kubernetes.js'
import { writeFolder } from './write-folder.js'

interface RenderOptions {
  readonly path: string
  readonly target?: string
  readonly values?: GivenValues
  /** Folder for one file of each object; standard output without it. */
  readonly out?: string
  /** The form of diagnostics. */
  readonly output: FormatName
}

/**
 * Prints the objects, or writes them. Diagnostics go to standard error, so that the output can be piped into kubectl.
 * @returns 0 rendered, 1 there are errors and nothing was written, 2 the path names no factory.
 */
export async function renderCommand({ path, target, values, out, output: format }: RenderOptions, output: Output): Promise<number> {
  const disk = openOrSay(path)
  if (disk === undefined) return 2
  const texts = givenTexts(values ?? {})
  const { diagnostics, factory } = await compileKubernetes({ ...disk, files: remembered(disk.files, texts) }, { target, values })
  if (diagnostics.length > 0 || format !== 'pretty') {
    const found = { diagnostics, texts, path, targets: [target ?? factory?.target ?? null], base: disk.folder }
    output.error(await findingsText(found, format, output))
  }
  if (factory === undefined) return 1
  const objects = renderKubernetes(factory)
  if (out === undefined) {
    output.out(objectsToYaml(objects))
  } else {
    await writeFolder(out, new Map(objects.map((object) => [fileNameOf(object), objectToYaml(object)])))
    output.error(`${objects.length} objects written to ${out}\n`)
  }
  return 0
}
