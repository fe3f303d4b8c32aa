import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Files that a source's path names, sorted: one, or those of a folder as in data/*.parquet. Other patterns are left to the
 * search that jobs use, whose modules take longer to load than a small check takes to run.
 */
export async function matchingFiles(folder: string, path: string): Promise<readonly string[]> {
  if (!/[*?[]/.test(path)) return [join(folder, path)]
  const [, below = '', name = ''] = /^((?:[^*?[]*\/)?)([^*?[/]*\*[^*?[/]*)$/.exec(path) ?? []
  if (name === '') return (await import('../../runtime/data/glob.js')).glob(folder, path)
  const [start = '', end = ''] = name.split('*')
  return namesIn(join(folder, below))
    .filter(
      (file) => file.startsWith(start) && file.endsWith(end) && file.length >= name.length - 1 && (start !== '' || !file.startsWith('.')),
    )
    .sort()
    .map((file) => join(folder, below, file))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
