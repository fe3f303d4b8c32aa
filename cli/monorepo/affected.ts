import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { Report } from '../../compiler/diagnostics/report.js'
import type { FileReader } from '../../compiler/source/file-reader.js'
import { load } from '../../compiler/source/load.js'
import { child, type MapNode, type Node } from '../../compiler/source/node.js'
import type { DiskFactory } from '../disk-files.js'

/**
 * Whether a change of files may change what a factory compiles to: its own file, those that it includes or would include,
 * and the data that its sources read columns from.
 * @param changed absolute paths, links resolved.
 */
export async function isAffected({ folder, entry, files }: DiskFactory, changed: ReadonlySet<string>): Promise<boolean> {
  if (changed.size === 0) return false
  const real = realpathSync(folder)
  const read: string[] = []
  const listed: string[] = []
  const root = await load(recording(files, read, listed), entry, new Report())
  const resolved = (path: string) => (existsSync(join(real, path)) ? realpathSync(join(real, path)) : join(real, path))
  if (read.some((path) => changed.has(resolved(path)))) return true
  // A file that a pattern would have matched may be gone, or its folder.
  const folders = listed.map((path) => `${resolved(path)}/`)
  const sources = sourcePaths(root).map((path) => patternOf(join(real, path)))
  for (const path of changed) {
    if (folders.some((below) => path.startsWith(below)) && /\.ya?ml$/.test(path)) return true
    if (sources.some((pattern) => pattern.test(path))) return true
  }
  return false
}

function recording(files: FileReader, read: string[], listed: string[]): FileReader {
  const { list } = files
  return {
    read: (path) => {
      read.push(path)
      return files.read(path)
    },
    ...(list && {
      list: (folder) => {
        listed.push(folder)
        return list(folder)
      },
    }),
  }
}

/** Paths of the data of all sources, in any target. */
function sourcePaths(root: MapNode | undefined): string[] {
  const spec = child(root, 'spec')
  const targets = child(spec, 'targets')
  const holders = [spec, ...(targets?.kind === 'map' ? [...targets.entries.values()].map(({ value }) => value) : [])]
  return holders.flatMap((holder) => {
    const sources: Node | undefined = child(holder, 'sources')
    if (sources?.kind !== 'map') return []
    return [...sources.entries.values()].flatMap(({ value }) => {
      const path = child(value, 'path')
      return path?.kind === 'scalar' && typeof path.value === 'string' && !path.value.includes('://') ? [path.value] : []
    })
  })
}

/** Files that a source's path may mean, whatever the values of variables in it. */
function patternOf(path: string): RegExp {
  const source = path
    .replace(/\$\{var\.[^{}]*\}/g, '*')
    .replace(/[.+^$()|[\]{}\\]/g, '\\$&')
    .replace(/\*\*\/?|\*|\?/g, (star) => (star.startsWith('**') ? '(?:.*/)?' : star === '*' ? '[^/]*' : '[^/]'))
  return new RegExp(`^${source}(?:/.*)?$`, 'su')
}
