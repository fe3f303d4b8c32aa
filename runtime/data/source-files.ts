import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { SourceDefinition } from '../../schema/generated/jobs.js'
import { glob } from './glob.js'

export type FileFormat = 'parquet' | 'csv' | 'json'

/**
 * Absolute paths of a source's files, sorted. A path may not leave the folder, not even through a link.
 * @throws AIFactoryError AF7001 the path leaves the folder, AF7002 nothing matches, AF7003 a format that is not read from
 * files here, AF7004 a folder or an empty file.
 */
export async function sourceFiles(source: SourceDefinition, baseDir: string): Promise<string[]> {
  const { path } = source
  if (path.includes('://') || !isFileFormat(source.format)) {
    throw new AIFactoryError(
      'AF7003',
      `source ${source.name}: ${path.includes('://') ? path : `format ${source.format}`} cannot be read on this machine`,
      {
        hint: 'Use parquet, csv or json files inside the repository, or run the factory in a cluster.',
      },
    )
  }
  if (isAbsolute(path) || path.split(/[\\/]/).includes('..')) throw leavesFolder(source)

  const root = await realpath(baseDir)
  const wild = /[*?[]/.test(path)
  const files = wild ? await glob(root, path) : [join(root, path)]
  const checked = await Promise.all(files.map((file) => checkedFile(file, root, source)))
  if (checked.length === 0) throw noFiles(source)
  return checked
}

async function checkedFile(file: string, root: string, source: SourceDefinition): Promise<string> {
  const real = await realpath(file).catch(() => undefined)
  if (real === undefined) throw noFiles(source)
  if (relative(root, real).split(sep)[0] === '..' || isAbsolute(relative(root, real))) throw leavesFolder(source)
  const facts = await stat(real)
  const shown = relative(root, file)
  if (facts.isDirectory()) {
    throw new AIFactoryError('AF7004', `source ${source.name}: ${shown} is a folder`, {
      hint: `Name its files, as in path: ${shown}/*.${source.format}`,
    })
  }
  if (facts.size === 0)
    throw new AIFactoryError('AF7004', `source ${source.name}: ${shown} is empty`, { hint: 'Write the file again, or remove it.' })
  return file
}

function isFileFormat(format: string): format is FileFormat {
  return format === 'parquet' || format === 'csv' || format === 'json'
}

function leavesFolder(source: SourceDefinition): AIFactoryError {
  return new AIFactoryError('AF7001', `source ${source.name}: the path ${source.path} leaves the folder of aifactory.yaml`, {
    hint: 'Paths are relative to aifactory.yaml and stay inside its folder.',
  })
}

function noFiles(source: SourceDefinition): AIFactoryError {
  return new AIFactoryError('AF7002', `source ${source.name}: no file matches ${source.path}`, {
    hint: 'Paths are relative to the folder of aifactory.yaml. Check the spelling, and that the data has been fetched.',
  })
}
