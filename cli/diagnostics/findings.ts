import type { Diagnostic } from '../../schema/diagnostic.js'

/** What a command found, and what is needed to show it. */
export interface Findings {
  /** By file and place. */
  readonly diagnostics: readonly Diagnostic[]
  /** Targets that were checked; null stands for a file without any. */
  readonly targets: readonly (string | null)[]
  /** What was looked at, as the user named it. */
  readonly path: string
  /** The factory's folder below the root of its repository, with slashes; empty where it is the root. */
  readonly folder: string
  /** Files that were read, by their path in the factory's folder. */
  readonly texts: ReadonlyMap<string, string>
}

/** How findings may be shown. */
export interface Style {
  readonly colour: boolean
  /** Whether the terminal follows links (OSC 8). */
  readonly links: boolean
}

/** Makes text of findings. A pure function: equal findings give equal text. */
export type Format = (findings: Findings, style: Style) => string

/** Whether nothing that was found forbids to go on. */
export function isValid({ diagnostics }: Pick<Findings, 'diagnostics'>): boolean {
  return !diagnostics.some(({ severity }) => severity === 'error')
}

/** The path of a file below the root of its repository. Files of an include may lie beside the factory's folder. */
export function repositoryFile({ folder }: Pick<Findings, 'folder'>, file: string): string {
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of file.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

/** Each line of a file that was read, without the byte order mark and line ends; undefined where it was not. */
export function lineOf({ texts }: Pick<Findings, 'texts'>, file: string | undefined, line: number): string | undefined {
  if (file === undefined) return undefined
  return texts
    .get(file)
    ?.replace(/^\uFEFF/, '')
    .split('\n')
    [line]?.replace(/\r$/, '')
}
