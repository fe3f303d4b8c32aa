import type { Findings } from './findings.js'

/** What was checked: `.` or `examples/flights for dev, prod`. */
export function checkedOf({ path, targets }: Pick<Findings, 'path' | 'targets'>): string {
  const named = targets.filter((target) => target !== null)
  return `${path}${named.length > 0 ? ` for ${named.join(', ')}` : ''}`
}

/** The line for a file without problems. Written without the library of colours, which it would take as long to load. */
export function allFine(found: Pick<Findings, 'path' | 'targets'>, colour: boolean): string {
  return `${colour ? '\u001b[32m✔\u001b[39m' : '✔'} ${checkedOf(found)}: no problems\n`
}
