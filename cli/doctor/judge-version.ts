import type { Need } from '../../compiler/backends/tool.js'

export type Finding = { readonly verdict: 'fine' | 'too old'; readonly version: string } | { readonly verdict: 'missing' }

/** What a program or a package said of its version, held against the oldest that does. Words around the numbers do not matter. */
export function judgeVersion({ least }: Pick<Need, 'least'>, said: string | undefined): Finding {
  const version = said === undefined ? undefined : /\d+(?:\.\d+)+/.exec(said)?.[0]
  if (version === undefined) return { verdict: 'missing' }
  return { verdict: isAtLeast(version, least) ? 'fine' : 'too old', version }
}

function isAtLeast(version: string, least: string): boolean {
  const [found, wanted] = [version, least].map((text) => text.split('.').map(Number))
  for (const [index, number] of (wanted ?? []).entries()) {
    const other = found?.[index] ?? 0
    if (other !== number) return other > number
  }
  return true
}
