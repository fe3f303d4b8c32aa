import type { ValueArguments } from '../given-values.js'

/** Names of options with a value that are given once, and of those without one. */
interface Known<Single extends string, Flag extends string> {
  readonly single: readonly Single[]
  readonly flags: readonly Flag[]
}

export interface ReadArguments<Single extends string, Flag extends string> {
  readonly paths: readonly string[]
  readonly single: Readonly<Partial<Record<Single, string>>>
  readonly flags: ReadonlySet<Flag>
  readonly values: Required<ValueArguments>
}

/**
 * Reads the arguments of a command that is to start at once: a library would take longer to load than it takes to run. Beside the
 * options named, all take --set, --var and --var-file.
 * @returns undefined where help is asked for, a text for what is wrong.
 */
export function readArguments<Single extends string, Flag extends string = never>(
  args: readonly string[],
  known: Known<Single, Flag>,
): ReadArguments<Single, Flag> | string | undefined {
  const paths: string[] = []
  const flags = new Set<Flag>()
  const single: Partial<Record<Single, string>> = {}
  const repeated: Record<'--set' | '--var' | '--var-file', string[]> = { '--set': [], '--var': [], '--var-file': [] }
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--help' || arg === '-h') return undefined
    if (arg === '--') {
      paths.push(...args.slice(at + 1))
      break
    }
    if (!arg.startsWith('-')) {
      paths.push(arg)
      continue
    }
    const flag = known.flags.find((name) => name === arg)
    if (flag !== undefined) {
      flags.add(flag)
      continue
    }
    const [, name = '', inline] = /^(--[a-z-]+)(?:=(.*))?$/s.exec(arg) ?? []
    const once = known.single.find((other) => other === name)
    if (once === undefined && !Object.hasOwn(repeated, name)) return `unknown option ${arg}`
    const value = inline ?? args[++at]
    if (value === undefined) return `${name} needs a value`
    if (once !== undefined) single[once] = value
    else if (name !== '--var-file' && value.indexOf('=') < 1)
      return `${name} takes ${name === '--set' ? 'PATH' : 'NAME'}=VALUE, not ${value}`
    else repeated[name as keyof typeof repeated].push(value)
  }
  return { paths, single, flags, values: { set: repeated['--set'], var: repeated['--var'], varFile: repeated['--var-file'] } }
}
