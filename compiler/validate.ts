import type { Diagnostic } from '../schema/diagnostic.js'
import { type CheckInput, type CompileInput, checkTarget, givenOf } from './check.js'
import { Report, sorted } from './diagnostics/report.js'
import { RuleRuns } from './rules/rule-runs.js'
import { load } from './source/load.js'
import type { MapNode } from './source/node.js'
import { findSecrets } from './source/secrets.js'
import { chooseTarget, targetNames } from './source/targets.js'
import { findUnusedVariables } from './source/unused-variables.js'

export interface Validation {
  /** By file and place. */
  readonly diagnostics: readonly Diagnostic[]
  /** Targets that were checked; null stands for a file without any. */
  readonly targets: readonly (string | null)[]
}

/**
 * Checks an aifactory.yaml for the target named, or else for each of its targets, without linking it: an override with a
 * mistake is found before its environment is used. Problems of a target that is not the default name it.
 * @public
 */
export async function validate(input: CompileInput): Promise<Validation> {
  const report = new Report()
  const root = await load(input.files, input.entry ?? 'aifactory.yaml', report, input.parser)
  if (root === undefined) return { diagnostics: sorted(report.diagnostics), targets: [] }
  findSecrets(root, report)
  findUnusedVariables(root, input.values, report)
  const chosen = chooseTarget(root, input.target, report)
  const first = chosen ?? null
  const others = input.target === undefined ? targetNames(root).filter((name) => name !== first) : []
  const read: unknown[] = []
  // Facts may change without anybody being told.
  const memory = input.facts === undefined ? input.memory : undefined
  const shared = {
    ...input,
    given: await givenOf(input, report),
    columns: readOnce(input.columns, read),
    ...((others.length > 0 || memory !== undefined) && { runs: new RuleRuns(memory && { memory, data: () => read }) }),
  }
  await checkTarget(root, first, shared, report)
  for (const target of others) await checkOther(root, target, shared, report)
  return { diagnostics: sorted(report.diagnostics), targets: chosen === undefined ? others : [first, ...others] }
}

async function checkOther(root: MapNode, target: string, input: CheckInput, report: Report): Promise<void> {
  const own = new Report()
  await checkTarget(root, target, input, own)
  const known = new Set(report.diagnostics.map(identity))
  for (const diagnostic of own.diagnostics) {
    if (!known.has(identity(diagnostic))) report.diagnostics.push({ ...diagnostic, message: `${diagnostic.message} (target ${target})` })
  }
}

function identity({ code, file, range, message }: Diagnostic): string {
  return JSON.stringify([code, file, range, message])
}

/** Targets mostly share their data, whose columns are then looked up once. What the reader gives is noted. */
function readOnce(reader: CompileInput['columns'], read: unknown[]): CompileInput['columns'] {
  if (reader === undefined) return undefined
  const known = new Map<string, ReturnType<typeof reader>>()
  const look = async (source: Parameters<typeof reader>[0]) => {
    const columns = await reader(source)
    read.push(columns)
    return columns && replayed(columns)
  }
  return (source) => {
    const key = `${source.format} ${source.path}`
    const found = known.get(key) ?? look(source)
    known.set(key, found)
    return found
  }
}

/** An iterable that can be gone through again, asks for each item once, and fails again where it failed. */
function replayed<T>(items: Iterable<T>): Iterable<T> {
  const iterator = items[Symbol.iterator]()
  const seen: T[] = []
  let failure: { readonly error: unknown } | undefined
  const next = (): IteratorResult<T> => {
    // An iterator that has thrown says that it is done when it is asked again.
    if (failure) throw failure.error
    try {
      return iterator.next()
    } catch (error) {
      failure = { error }
      throw error
    }
  }
  return {
    *[Symbol.iterator]() {
      for (let at = 0; ; at++) {
        if (at === seen.length) {
          const item = next()
          if (item.done) return
          seen.push(item.value)
        }
        yield seen[at] as T
      }
    },
  }
}
