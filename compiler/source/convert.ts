import { isAlias, isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq, type Node as YamlNode } from 'yaml'
import type { Details, Report } from '../diagnostics/report.js'
import { correctPart } from '../fixes/fix.js'
import { duplicateFixes } from '../fixes/syntax-fixes.js'
import type { Entry, ListNode, MapNode, Node, Scalar, Span } from './node.js'
import type { SourceFile } from './source-file.js'

/** Values that aliases may repeat. More is an attack (CVE-2003-1564, "billion laughs") or a mistake. */
const MAX_ALIASED = 10_000
const MAX_DEPTH = 64
/** Keys by which an object could be given another prototype. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** Turns the parser's tree into ours. Reports AF1008, AF1009, AF1011, AF1012, AF1014, AF1016; undefined where the rest cannot be trusted. */
export function convert(file: SourceFile, contents: unknown, report: Report): Node | undefined {
  const converter = new Converter(file, report)
  const node = converter.node(contents as YamlNode, 0)
  return converter.failed ? undefined : node
}

class Converter {
  failed = false
  readonly #file: SourceFile
  readonly #report: Report
  readonly #anchors = new Map<string, YamlNode>()
  readonly #open = new Set<YamlNode>()
  #aliased = 0
  #aliases = 0

  constructor(file: SourceFile, report: Report) {
    this.#file = file
    this.#report = report
  }

  node(node: YamlNode | null, depth: number): Node {
    const span = this.#span(node)
    if (this.failed) return { kind: 'scalar', span, value: null }
    if (depth > MAX_DEPTH) this.#fail('AF1014', 'this is nested too deeply', span)
    if (this.#aliases > 0 && ++this.#aliased > MAX_ALIASED) this.#fail('AF1009', `aliases repeat more than ${MAX_ALIASED} values`, span)
    if (isAlias(node)) return this.#alias(node.source, span, depth)
    if (node && 'anchor' in node && node.anchor) this.#anchors.set(node.anchor, node)
    if (isMap(node)) return this.#within(node, () => this.#map(node, span, depth))
    if (isSeq(node)) return this.#within(node, () => this.#list(node, span, depth))
    return { kind: 'scalar', span, value: this.#scalar(isScalar(node) ? node.value : null, span) }
  }

  #list(node: YAMLSeq, span: Span, depth: number): ListNode {
    const items = node.items.map((item) => this.node(item as YamlNode, depth + 1))
    return { kind: 'list', span: node.flow ? span : endingWith(span, items.at(-1)), items }
  }

  #map(node: YAMLMap, span: Span, depth: number): MapNode {
    const entries = new Map<string, Entry>()
    const pairs = new Map<string, unknown>()
    for (const pair of node.items) {
      const key = this.#span(pair.key as YamlNode)
      const name = this.#key(pair.key, key)
      if (name === undefined) continue
      const first = entries.get(name)
      if (first !== undefined) {
        this.failed = true
        this.#report.error('AF1008', `"${name}" is given twice`, key, {
          suggestion: 'Keep one of them.',
          related: [{ message: 'first given here', at: first.key }],
          fixes: duplicateFixes(this.#file, node, pairs.get(name), pair),
        })
        continue
      }
      pairs.set(name, pair)
      entries.set(name, {
        key,
        value: pair.value ? this.node(pair.value as YamlNode, depth + 1) : { kind: 'scalar', span: key, value: null },
      })
    }
    return { kind: 'map', span: node.flow ? span : endingWith(span, [...entries.values()].at(-1)?.value), entries }
  }

  #key(key: unknown, span: Span): string | undefined {
    const value = isScalar(key) ? key.value : undefined
    const name = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
    if (name === undefined || name === '<<') {
      this.failed = true
      this.#report.error('AF1012', name === '<<' ? 'merge keys (<<) belong to YAML 1.1' : 'a key must be a plain name', span, {
        suggestion: name === '<<' ? 'Write the fields out, or use a variable.' : undefined,
      })
      return undefined
    }
    if (!FORBIDDEN.has(name)) return name
    this.failed = true
    this.#report.error('AF1011', `"${name}" cannot be a key`, span, { suggestion: 'Choose another name.' })
    return undefined
  }

  #alias(anchor: string, span: Span, depth: number): Node {
    const target = this.#anchors.get(anchor)
    if (target === undefined || this.#open.has(target)) {
      const name = { file: span.file, start: span.start + 1, end: span.start + 1 + anchor.length }
      this.#fail(
        'AF1016',
        target ? `*${anchor} stands inside the value that it repeats` : `no anchor &${anchor} comes before *${anchor}`,
        span,
        target ? [] : [correctPart(name, anchor, this.#anchors.keys())],
      )
      return { kind: 'scalar', span, value: null }
    }
    this.#aliases++
    const node = this.node(target, depth)
    this.#aliases--
    return node
  }

  #scalar(value: unknown, span: Span): Scalar {
    if (typeof value === 'bigint') return Number(value)
    if (typeof value === 'number' && !Number.isFinite(value)) this.#fail('AF1017', 'a number must be finite', span)
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
  }

  #within<T>(node: YamlNode, read: () => T): T {
    this.#open.add(node)
    const result = read()
    this.#open.delete(node)
    return result
  }

  #fail(code: 'AF1009' | 'AF1014' | 'AF1016' | 'AF1017', message: string, span: Span, fixes: Details['fixes'] = []): void {
    if (!this.failed) this.#report.error(code, message, span, { fixes })
    this.failed = true
  }

  #span(node: YamlNode | null): Span {
    const [start, end] = node?.range ?? [0, 0]
    return { file: this.#file, start, end: Math.max(start, end) }
  }
}

/** A block ends with what is last in it, not with the comments and blank lines after that. */
function endingWith(span: Span, last: Node | undefined): Span {
  return last !== undefined && last.span.start >= span.start ? { ...span, end: last.span.end } : span
}
