import { statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, extname, relative, resolve, sep } from 'node:path'
import { AIFactoryError } from '../../schema/diagnostic.js'

export type DataFormat = 'csv' | 'parquet'

export interface DataArgument {
  readonly format: DataFormat
  /** Folder that the starter file goes to. */
  readonly folder: string
  /** Path of the data from there, as the file says it: a file or a glob. */
  readonly path: string
  /** Name without its ending. */
  readonly name: string
}

const FORMATS: Readonly<Record<string, DataFormat>> = { '.csv': 'csv', '.tsv': 'csv', '.parquet': 'parquet' }

/**
 * What the arguments name: a file, a folder of files of one kind, or such files one by one, as a shell expands a pattern.
 * @throws AIFactoryError AF7002 no such file, AF7003 another kind of file, AF7001 data outside the folder of the starter file.
 */
export async function dataArgument(paths: readonly string[], out: string | undefined): Promise<DataArgument> {
  const [first = ''] = paths
  const facts = statSync(first, { throwIfNoEntry: false })
  if (facts === undefined)
    throw new AIFactoryError('AF7002', `${first} does not exist`, { hint: 'Give the path of a CSV or parquet file.' })

  const folder = facts.isDirectory() ? first : dirname(first)
  const files = facts.isDirectory()
    ? (await readdir(first)).filter((file) => FORMATS[extname(file)] !== undefined)
    : paths.map((path) => basename(path))
  const endings = new Set(files.map((file) => extname(file)))
  const [ending = ''] = endings
  const format = FORMATS[ending]
  const oneFolder = paths.every((path) => resolve(dirname(path)) === resolve(dirname(first)))
  if (format === undefined || endings.size > 1 || !oneFolder) {
    throw new AIFactoryError(
      'AF7003',
      `${first} ${files.length > 1 ? 'and the others are' : 'is'} not CSV or parquet${endings.size > 1 || !oneFolder ? ' files of one kind in one folder' : ''}`,
      {
        hint: 'Give a .csv or .parquet file, or a folder with files of one kind.',
      },
    )
  }

  const single = !facts.isDirectory() && paths.length === 1
  // A path is a pattern: a sign that is special in one stands for itself as any single character.
  const data = resolve(folder, single ? basename(first).replace(/[*?[\]]/g, '?') : `*${ending}`)
  const target = resolve(out ?? folder)
  const path = relative(target, data).split(sep).join('/')
  if (path.startsWith('../')) {
    throw new AIFactoryError('AF7001', `${first} is outside ${out}`, {
      hint: 'The starter file names its data by a path inside its own folder: copy the data there, or choose a folder above it.',
    })
  }
  return { format, folder: target, path, name: basename(single ? first : resolve(folder), single ? ending : '') }
}
