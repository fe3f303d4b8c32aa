import type { Spec } from '../../schema/generated/aifactory.js'
import type { Backend } from '../backends/backend.js'
import type { Columns } from '../columns/columns.js'
import type { SourceFacts } from '../columns/data-facts.js'
import type { Report } from '../diagnostics/report.js'
import { child, keySpan, type MapNode, type Node, nodeAt, type Path, type Span, valueSpan } from '../source/node.js'
import type { SqlAnswers } from '../sql/answers.js'
import { placeInScalar } from '../sql/place-in-scalar.js'

/** One thing to check of a file that fits the schema. A rule reports what it finds and changes nothing. */
export type Rule = (context: RuleContext) => void

/** Everything that rules look at. References may be broken: what is unknown has been reported and is skipped. */
export interface RuleContext {
  readonly spec: Spec
  readonly report: Report
  readonly columns: Columns
  readonly sql: SqlAnswers
  /** Facts about the data of a source, where its files tell them. */
  facts(source: string): SourceFacts | undefined
  /** Whether parts that do not fit the schema were left out, so that "nothing uses this" cannot be said. */
  readonly pruned: boolean
  /** Names in a section, also of what was left out. */
  names(section: keyof Spec): readonly string[]
  /** Place of the value at a path below spec. */
  value(...path: Path): Span
  /** Place of the key at a path below spec. */
  key(...path: Path): Span
  /** What is to run it; undefined where that is left open. */
  readonly platform: Backend['name'] | undefined
  /** Labels of the factory, and their places. */
  readonly labels: readonly { readonly name: string; readonly label: string; readonly key: Span; readonly value: Span }[]
  /** Place of a part of the text at a path below spec. */
  part(path: Path, text: string, range: { readonly start: number; readonly end: number }): Span
}

export function ruleContext(
  root: MapNode,
  given: Pick<RuleContext, 'spec' | 'report' | 'columns' | 'sql' | 'facts' | 'pruned' | 'platform'>,
): RuleContext {
  const spec = nodeAt(root, ['spec']) ?? root
  const names = new Map<string, readonly string[]>()
  return {
    ...given,
    names(section) {
      const known = names.get(section)
      if (known !== undefined) return known
      const node = child(spec, section)
      const found = node?.kind === 'map' ? [...node.entries.keys()] : []
      names.set(section, found)
      return found
    },
    value: (...path) => new LatePlace(spec, path, valueSpan),
    key: (...path) => new LatePlace(spec, path, keySpan),
    labels: labelsOf(root),
    part: (path, text, { start, end }) => placeInScalar(valueSpan(root, ['spec', ...path]), text, start, end),
  }
}

function labelsOf(root: MapNode): RuleContext['labels'] {
  const node = nodeAt(root, ['metadata', 'labels'])
  if (node?.kind !== 'map') return []
  return [...node.entries].flatMap(([name, { key, value }]) =>
    value.kind === 'scalar' && typeof value.value === 'string' ? [{ name, label: value.value, key, value: value.span }] : [],
  )
}

/** A place that is looked for only where something is reported there: rules name far more places than have problems. */
class LatePlace implements Span {
  readonly #root: Node
  readonly #path: Path
  readonly #find: (root: Node, path: Path) => Span
  #found: Span | undefined

  constructor(root: Node, path: Path, find: (root: Node, path: Path) => Span) {
    this.#root = root
    this.#path = path
    this.#find = find
  }

  get file() {
    return this.#at.file
  }

  get start() {
    return this.#at.start
  }

  get end() {
    return this.#at.end
  }

  get with() {
    return this.#at.with
  }

  get #at(): Span {
    this.#found ??= this.#find(this.#root, this.#path)
    return this.#found
  }
}

/** The entries of a section, of a map of features and the like, which may be absent. */
export function entries<T>(map: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries(map ?? {})
}

/** The items of a list, which may be absent, with their indexes. */
export function items<T>(list: readonly T[] | undefined): IterableIterator<[number, T]> {
  return (list ?? []).entries()
}

/** An own entry of a map: a name such as toString is not found. */
export function entry<T>(map: Readonly<Record<string, T>> | undefined, name: string | undefined): T | undefined {
  return map !== undefined && name !== undefined && Object.hasOwn(map, name) ? map[name] : undefined
}
