import type { Output } from '../terminal/output.js'
import type { Findings } from './findings.js'
import { type FormatName, loadFormat } from './formats.js'
import { repositoryFolder } from './repository-folder.js'

/** What a command found, as text in one of the forms. `base` is the folder that the paths of files are relative to. */
export async function findingsText(
  { base, ...found }: Omit<Findings, 'folder'> & { readonly base: string },
  name: FormatName,
  { colour, links = false }: Pick<Output, 'colour' | 'links'>,
): Promise<string> {
  const format = await loadFormat(name)
  return format({ ...found, folder: repositoryFolder(base) }, { colour, links })
}
