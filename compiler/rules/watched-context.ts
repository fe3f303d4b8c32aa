import type { Spec } from '../../schema/generated/aifactory.js'
import type { RuleContext } from './context.js'

/** What rules looked at in one check. */
export type Looked = Pick<RuleContext, 'spec' | 'pruned' | 'platform' | 'labels'>

/** A rule's run: the sections that it looked at, and how much it found. */
export interface Run {
  readonly looked: Looked
  readonly sections: ReadonlySet<string>
  readonly found: number
}

/** Stands for which sections there are, and for the labels of the factory. */
const ALL = '*'
const LABELS = '* labels'
/** Sections with SQL expressions. Those of monitors are about what endpoints serve. */
const WITH_SQL = ['sources', 'featureViews', 'datasets', 'monitors']
const SERVED = ['models', 'endpoints']

/** A context that notes which sections a rule looks at. */
export class Watch {
  readonly looked: Looked
  readonly context: RuleContext
  #sections = new Set<string>()

  constructor(context: RuleContext) {
    this.looked = { spec: context.spec, pruned: context.pruned, platform: context.platform, labels: context.labels }
    const see = (section: string): void => void this.#sections.add(section)
    this.context = {
      ...context,
      spec: watchedSpec(context.spec, see),
      names(section) {
        see(section)
        return context.names(section)
      },
      facts(source) {
        see('sources')
        return context.facts(source)
      },
      get labels() {
        see(LABELS)
        return context.labels
      },
      get columns() {
        see('sources')
        return context.columns
      },
      get sql() {
        for (const section of WITH_SQL) see(section)
        if (checksLiveRequests(context.spec)) for (const section of SERVED) see(section)
        return context.sql
      },
    }
  }

  /** The sections that are looked at while something is done. */
  during(work: () => void): ReadonlySet<string> {
    this.#sections = new Set()
    work()
    return this.#sections
  }
}

function watchedSpec(spec: Spec, see: (section: string) => void): Spec {
  return new Proxy(spec, {
    get(target, key) {
      see(String(key))
      return target[key as keyof Spec]
    },
    has(target, key) {
      see(String(key))
      return key in target
    },
    ownKeys(target) {
      for (const key of Object.keys(target)) see(key)
      see(ALL)
      return Reflect.ownKeys(target)
    },
  })
}

function checksLiveRequests({ monitors = {} }: Spec): boolean {
  return Object.values(monitors).some(({ quality = [] }) => quality.some(({ expect }) => expect === 'sql'))
}

/** Says of sections whether all of them are the same in two checks. Each is compared once. */
export function sameAsBefore(before: Looked, now: Looked): (sections: ReadonlySet<string>) => boolean {
  if (before.pruned !== now.pruned || before.platform !== now.platform) return () => false
  const known = new Map<string, boolean>()
  const isSame = (section: string): boolean => {
    const found = known.get(section) ?? sameSection(section, before, now)
    known.set(section, found)
    return found
  }
  return (sections) => {
    for (const section of sections) if (!isSame(section)) return false
    return true
  }
}

function sameSection(section: string, before: Looked, now: Looked): boolean {
  if (section === ALL) return Object.keys(before.spec).join() === Object.keys(now.spec).join()
  if (section === LABELS) return labelsOf(before) === labelsOf(now)
  const [mine, theirs] = [before.spec[section as keyof Spec], now.spec[section as keyof Spec]]
  return mine === theirs || sameResources(mine, theirs) || JSON.stringify(mine) === JSON.stringify(theirs)
}

function labelsOf({ labels }: Looked): string {
  return JSON.stringify(labels.map(({ name, label }) => [name, label]))
}

/** Whether two sections have the very same values, in the same order, which they have where nobody has changed one. */
function sameResources(mine: unknown, theirs: unknown): boolean {
  if (!isMap(mine) || !isMap(theirs)) return false
  const names = Object.keys(mine)
  const others = Object.keys(theirs)
  return names.length === others.length && names.every((name, index) => name === others[index] && mine[name] === theirs[name])
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
