import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'

/** The change of a text as a unified diff that `git apply` and `patch -p1` take. Empty where nothing changes. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return ''
  return createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  })
}

/** A diff with colours: what goes in red, what comes in green. */
export function colouredDiff(diff: string, colours: Readonly<Record<'red' | 'green' | 'cyan' | 'bold', (text: string) => string>>): string {
  return diff
    .split('\n')
    .map((line) => {
      if (line.startsWith('---') || line.startsWith('+++')) return colours.bold(line)
      if (line.startsWith('@@')) return colours.cyan(line)
      return line.startsWith('-') ? colours.red(line) : line.startsWith('+') ? colours.green(line) : line
    })
    .join('\n')
}
