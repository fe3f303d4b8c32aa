/** A slash-separated path without `.` and inner `..`. Leading `..` stay, since a factory may lie below its repository's root. */
export function normalizePath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/') || '.'
}

/** The path of a file that another one names relative to itself. */
export function pathFrom(from: string, to: string): string {
  return normalizePath(`${from.split('/').slice(0, -1).join('/')}/${to}`)
}

/** Whether a path is rooted anywhere but in the folder that it is relative to: /x, C:\x, \\host\x, ~/x. */
export function isAbsolutePath(path: string): boolean {
  return /^([/\\~]|[A-Za-z]:)/.test(path)
}

/** Whether a relative path steps out of its folder. */
export function leavesFolder(path: string): boolean {
  return isAbsolutePath(path) || normalizePath(path.replaceAll('\\', '/')).startsWith('..')
}
