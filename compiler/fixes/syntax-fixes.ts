import { isAlias, isScalar, type Pair, type YAMLMap, type Node as YamlNode } from 'yaml'
import type { SpanFix } from '../diagnostics/report.js'
import type { SourceFile } from '../source/source-file.js'
import { endAfterKey, type Part } from './place.js'
import { removalAt } from './remove.js'

/** Takes out one of two entries of the same key: the second where both say the same, else the one that is chosen. */
export function duplicateFixes(file: SourceFile, map: YAMLMap, first: unknown, second: unknown): readonly (SpanFix | undefined)[] {
  const parts = map.items.map((pair) => partOf(file.text, pair as Pair<YamlNode, YamlNode | null>))
  const [one, two] = [first, second].map((pair) => map.items.indexOf(pair as Pair))
  if (one === undefined || two === undefined || one < 0 || two < 0 || !map.range) return []
  const container = { start: map.range[0], end: map.range[1] }
  const remove = (index: number, title: string, safe: boolean): SpanFix | undefined => {
    const edit = removalAt({ file, container, flow: map.flow === true, kind: 'map', parts, index })
    return edit && { title, edits: [edit], safe }
  }
  const [text, other] = [one, two].map((index) => valueText(file.text, map.items[index] as Pair<YamlNode, YamlNode | null>))
  if (text === other) return [remove(two, 'Remove the second one', true)]
  return [remove(two, 'Remove the second one', false), remove(one, 'Remove the first one', false)]
}

function partOf(text: string, { key, value }: Pair<YamlNode, YamlNode | null>): Part {
  const [start, end] = key.range ?? [-1, -1]
  const last = value?.range?.[1] ?? end
  return { start, end: last > end && !(isScalar(value) && value.source === '') ? last : endAfterKey(text, end) }
}

/** What a scalar is written as; maps, lists and what has an anchor are like nothing else. */
function valueText(text: string, { value }: Pair<YamlNode, YamlNode | null>): string | symbol {
  return (isScalar(value) && value.anchor === undefined) || isAlias(value)
    ? text.slice(value.range?.[0], value.range?.[1])
    : Symbol('unlike')
}

/** Indents by spaces, as many for each tab as the file indents by. Certain where no line mixes tabs with spaces. */
export function tabFix(file: SourceFile): SpanFix | undefined {
  const indents = [...file.text.matchAll(/^[ \t]+(?=[^\s])/gm)]
  const spaces = indents.filter(([indent]) => !indent.includes('\t')).map(([indent]) => indent.length)
  const width = spaces.length > 0 ? Math.min(...spaces) : 2
  const tabbed = indents.filter(([indent]) => indent.includes('\t'))
  if (tabbed.length === 0) return undefined
  return {
    title: 'Indent with spaces',
    edits: tabbed.map(({ 0: indent, index }) => ({
      at: { file, start: index, end: index + indent.length },
      newText: indent.replaceAll('\t', ' '.repeat(width)),
    })),
    safe: tabbed.every(([indent]) => /^\t+$/.test(indent)),
  }
}

/** Puts a value that begins with a character which YAML keeps for itself, such as @, in quotes; only where it is all that its line ends with. */
export function reservedFix(file: SourceFile, start: number): SpanFix | undefined {
  const value = /[@`][^\s#,[\]{}"\\:]*(?: [^\s#,[\]{}"\\:]+)*(?=[ \t]*(?:\r?\n|$))/y
  value.lastIndex = start
  const [text] = value.exec(file.text) ?? []
  if (text === undefined) return undefined
  return { title: `Put ${text} in quotes`, edits: [{ at: { file, start, end: start + text.length }, newText: `"${text}"` }], safe: true }
}

/** Takes a tag out, with the blanks after it. */
export function tagFix(file: SourceFile, start: number): SpanFix | undefined {
  const tag = /![^\s,[\]{}]*[ \t]*/y
  tag.lastIndex = start
  const [text] = tag.exec(file.text) ?? []
  return text === undefined
    ? undefined
    : { title: `Remove ${text.trim()}`, edits: [{ at: { file, start, end: start + text.length }, newText: '' }], safe: false }
}
