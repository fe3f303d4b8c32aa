import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Files under a folder that match a relative pattern with `*`, `?`, `[abc]` and `**` (any number of folders), sorted by
 * path so that every machine reads them in the same order. Hidden files match only where the pattern names the dot.
 * DuckDB's own glob would take special characters in the folder's path for wildcards.
 */
export async function glob(folder: string, pattern: string): Promise<string[]> {
  const found = await walk(
    folder,
    pattern.split('/').filter((segment) => segment !== '' && segment !== '.'),
  )
  return [...new Set(found)].sort()
}

async function walk(folder: string, segments: readonly string[]): Promise<string[]> {
  const [segment, ...rest] = segments
  if (segment === undefined) return []
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const found: string[] = []
  if (segment === '**') found.push(...(await walk(folder, rest)))
  const matches = segment === '**' ? undefined : segmentPattern(segment)
  for (const entry of entries) {
    const path = join(folder, entry.name)
    const open = entry.isDirectory() || entry.isSymbolicLink()
    if (matches === undefined) {
      // Links are not followed here: one that points upwards would never end.
      if (entry.isDirectory() && !entry.name.startsWith('.')) found.push(...(await walk(path, segments)))
    } else if (matches.test(entry.name) && (segment.startsWith('.') || !entry.name.startsWith('.'))) {
      if (rest.length === 0 && !entry.isDirectory()) found.push(path)
      else if (rest.length > 0 && open) found.push(...(await walk(path, rest)))
    }
  }
  return found
}

function segmentPattern(segment: string): RegExp {
  const source = segment.replace(
    /\[(!?)([^\]]+)\]|[*?]|[\\^$.|+(){}[\]]/g,
    (token, negated: string | undefined, set: string | undefined) => {
      if (token === '*') return '.*'
      if (token === '?') return '.'
      if (set !== undefined) return `[${negated ? '^' : ''}${set.replace(/[\\^]/g, '\\$&')}]`
      return `\\${token}`
    },
  )
  return new RegExp(`^${source}$`, 's')
}
