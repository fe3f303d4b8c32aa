/** Folders that a pattern walks through at most, so that one that begins too high ends. */
const MAX_FOLDERS = 2000

export function isPattern(path: string): boolean {
  return /[*?]/.test(path)
}

/**
 * Paths of files that a pattern matches, sorted: `*` and `?` within a name, `**` for any folders. What begins with a dot, and
 * node_modules, is left out unless the pattern names it.
 */
export async function matchingPaths(pattern: string, list: (folder: string) => Promise<readonly string[]>): Promise<string[]> {
  const found = new Set<string>()
  let folders = 0
  const walk = async (folder: string, [part, ...rest]: readonly string[]): Promise<void> => {
    if (part === undefined || ++folders > MAX_FOLDERS) return
    const inside = (name: string) => (folder === '.' ? name : `${folder}/${name}`)
    if (part === '**') await walk(folder, rest)
    else if (!isPattern(part) && rest.length > 0) return walk(inside(part), rest)
    for (const entry of await list(folder)) {
      const isFolder = entry.endsWith('/')
      const name = isFolder ? entry.slice(0, -1) : entry
      if (part === '**') {
        if (isFolder && !isHidden(name)) await walk(inside(name), [part, ...rest])
      } else if (matches(part, name)) {
        if (isFolder) await walk(inside(name), rest)
        else if (rest.length === 0) found.add(inside(name))
      }
    }
  }
  await walk('.', pattern.split('/'))
  return [...found].sort()
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules'
}

function matches(part: string, name: string): boolean {
  if (!isPattern(part)) return part === name
  if (isHidden(name) && !part.startsWith('.')) return false
  const source = part
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'su').test(name)
}
