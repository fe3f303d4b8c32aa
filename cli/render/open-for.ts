import type { CompileResult } from '../../compiler/compile.js'
import type { Factory } from '../../compiler/graph/factory.js'
import { type GivenValues, givenTexts } from '../../compiler/source/given.js'
import { findingsText } from '../diagnostics/findings-text.js'
import type { FormatName } from '../diagnostics/formats.js'
import type { DiskFactory } from '../disk-files.js'
import { openOrSay } from '../open-or-say.js'
import { remembered } from '../remembered-files.js'
import type { Output } from '../terminal/output.js'

export interface RenderOptions {
  readonly path: string
  readonly target?: string
  readonly values?: GivenValues
  /** Folder to write into; standard output without it. */
  readonly out?: string
  /** The form of diagnostics. */
  readonly output: FormatName
}

type Compile = (disk: DiskFactory, options: { readonly target?: string; readonly values?: GivenValues }) => Promise<CompileResult>

/**
 * The factory at a path. Diagnostics go to standard error, so that what is rendered can be piped on.
 * @returns the exit status instead where there are errors (1) or there is no factory (2).
 */
export async function openFor(compile: Compile, options: RenderOptions, output: Output): Promise<Factory | 1 | 2> {
  const { path, target, values, output: format } = options
  const disk = openOrSay(path)
  if (disk === undefined) return 2
  const texts = givenTexts(values ?? {})
  const { diagnostics, factory } = await compile({ ...disk, files: remembered(disk.files, texts) }, { target, values })
  if (diagnostics.length > 0 || format !== 'pretty') {
    const found = { diagnostics, texts, path, targets: [target ?? factory?.target ?? null], base: disk.folder }
    output.error(await findingsText(found, format, output))
  }
  return factory ?? 1
}
