import type { Rule, RuleContext } from './context.js'
import { type Looked, type Run, sameAsBefore, Watch } from './watched-context.js'

/** What is known of rules from one validation to the next. Data are the readers' own answers, which are others when they are read anew. */
export class RuleMemory {
  #fine = new Map<string | null, Map<Rule, Run>>()
  #data: readonly unknown[] = []

  /** Rules that found nothing when they ran last for a target, if what is known of the data is the same. */
  fine(target: string | null, data: readonly unknown[]): Map<Rule, Run> {
    if (data.length !== this.#data.length || data.some((item, index) => item !== this.#data[index])) this.forget()
    this.#data = data
    const known = this.#fine.get(target) ?? new Map<Rule, Run>()
    this.#fine.set(target, known)
    return known
  }

  forget(): void {
    this.#fine = new Map()
  }
}

/** What a validation gives its runs of rules. */
interface Remembering {
  readonly memory: RuleMemory
  /** What readers of data have answered. */
  readonly data: () => readonly unknown[]
}

/**
 * Runs rules for one target after the other. Targets mostly change little, so a rule that would look at the same as for the
 * first one, and thus report the same, is not run again. Where there is a memory, neither is a rule that would look at the
 * same as the last time, when it found nothing.
 */
export class RuleRuns {
  readonly #runs = new Map<Rule, Run>()
  readonly #remembering: Remembering | undefined
  /** Set once data had a problem, which is told by whichever rule asks for it first. */
  #hasDataProblem = false

  constructor(remembering?: Remembering) {
    this.#remembering = remembering
  }

  runAll(rules: readonly Rule[], context: RuleContext, target: string | null): void {
    const watch = new Watch(context)
    const same = new Map<Looked, ReturnType<typeof sameAsBefore>>()
    const isSame = (run: Run): boolean => {
      const compare = same.get(run.looked) ?? sameAsBefore(run.looked, watch.looked)
      same.set(run.looked, compare)
      return compare(run.sections)
    }
    const fine = this.#hasDataProblem || context.pruned ? undefined : this.#remembering?.memory.fine(target, this.#remembering.data())
    for (const rule of rules) {
      const first = this.#runs.get(rule)
      if (first !== undefined && isSame(first)) continue
      const before = fine?.get(rule)
      const run = before !== undefined && isSame(before) ? { ...before, looked: watch.looked } : this.#run(rule, watch)
      if (first === undefined) this.#runs.set(rule, run)
      if (run.found === 0) fine?.set(rule, run)
      else fine?.delete(rule)
    }
  }

  /** Told of data that cannot be read: what was found depends on who asked first, so nothing is kept. */
  onDataProblem(): void {
    this.#hasDataProblem = true
    this.#remembering?.memory.forget()
  }

  #run(rule: Rule, watch: Watch): Run {
    const { report } = watch.context
    const before = report.diagnostics.length
    const sections = watch.during(() => rule(watch.context))
    return { looked: watch.looked, sections, found: report.diagnostics.length - before }
  }
}
