import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/**
 * The path of a folder below the root of its repository, with slashes: below GITHUB_WORKSPACE, where a workflow checked the
 * repository out, or else below the closest folder with .git. Empty for the root itself, and where there is no repository.
 */
export function repositoryFolder(folder: string, { GITHUB_WORKSPACE }: Readonly<Record<string, string | undefined>> = process.env): string {
  const real = realPath(folder)
  const roots = [...(GITHUB_WORKSPACE ? [realPath(GITHUB_WORKSPACE)] : []), ...gitRoot(real)]
  const way = roots.map((root) => relative(root, real)).find((path) => path !== '..' && !path.startsWith(`..${sep}`))
  return (way ?? '').split(sep).join('/')
}

function gitRoot(folder: string): string[] {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return [at]
    if (dirname(at) === at) return []
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}
