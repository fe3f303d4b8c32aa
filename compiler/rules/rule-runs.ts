import type { Spec } from '../../schema/generated/aifactory.js'
import { COLLECTIONS } from '../source/merge.js'
import type { Rule, RuleContext } from './context.js'

/** What a rule looked at when it ran: sections of the spec, or all of it. */
interface Run {
  readonly spec: Spec
  readonly pruned: boolean
  readonly sections: ReadonlySet<string>
}

/**
 * Runs rules for one target after the other. Targets mostly change little, so a rule that would look at the same as for the
 * first one, and thus report the same, is not run again.
 */
export class RuleRuns {
  readonly #runs = new Map<Rule, Run>()

  run(rule: Rule, context: RuleContext): void {
    const first = this.#runs.get(rule)
    if (first !== undefined) {
      if (first.pruned !== context.pruned || !sameSections(first, context.spec)) rule(context)
      return
    }
    const sections = new Set<string>()
    rule(watched(context, sections))
    this.#runs.set(rule, { spec: context.spec, pruned: context.pruned, sections })
  }
}

/** A context that notes which sections are looked at. */
function watched(context: RuleContext, sections: Set<string>): RuleContext {
  const spec = new Proxy(context.spec, {
    get(target, key) {
      sections.add(String(key))
      return target[key as keyof Spec]
    },
    has(target, key) {
      sections.add(String(key))
      return key in target
    },
    ownKeys(target) {
      for (const key of Object.keys(target)) sections.add(key)
      sections.add(ALL)
      return Reflect.ownKeys(target)
    },
  })
  return {
    ...context,
    spec,
    names(section) {
      sections.add(section)
      return context.names(section)
    },
    facts(source) {
      sections.add('sources')
      return context.facts(source)
    },
    get columns() {
      for (const section of COLLECTIONS) sections.add(section)
      return context.columns
    },
    get sql() {
      for (const section of COLLECTIONS) sections.add(section)
      return context.sql
    },
  }
}

/** Stands for which sections there are. */
const ALL = '*'

function sameSections({ spec, sections }: Run, other: Spec): boolean {
  return [...sections].every((section) => {
    if (section === ALL) return Object.keys(spec).join() === Object.keys(other).join()
    const [mine, theirs] = [spec[section as keyof Spec], other[section as keyof Spec]]
    return mine === theirs || sameResources(mine, theirs) || JSON.stringify(mine) === JSON.stringify(theirs)
  })
}

/** Whether two sections have the very same values, which they have where no target has changed one. */
function sameResources(mine: unknown, theirs: unknown): boolean {
  if (!isMap(mine) || !isMap(theirs)) return false
  const names = Object.keys(mine)
  return names.length === Object.keys(theirs).length && names.every((name) => mine[name] === theirs[name])
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
