import type { LineageNode } from '../view-model.js'
import { h, s } from './element.js'
import { shorten } from './format.js'

const KINDS = ['source', 'view', 'dataset', 'model', 'endpoint', 'monitor']
const TITLES: Readonly<Record<string, string>> = {
  source: 'Sources',
  view: 'Features',
  dataset: 'Datasets',
  model: 'Models',
  endpoint: 'Endpoints',
  monitor: 'Monitors',
}
/** Kinds that have a card of their own on the page. */
const LINKED = new Set(['model', 'endpoint', 'monitor'])
const MIN_WIDTH = 880
const BOX = 40
const ROW = 50
const HEAD = 24

/** The factory from sources to monitors, as boxes in columns. It scrolls where the page is narrow. */
export function lineage(nodes: readonly LineageNode[], available: number): HTMLElement | null {
  if (nodes.length === 0) return null
  const kinds = KINDS.filter((kind) => nodes.some((node) => node.kind === kind))
  const width = Math.max(available, Math.min(MIN_WIDTH, kinds.length * 150))
  const gap = 34
  const box = (width - gap * (kinds.length - 1)) / kinds.length
  const most = Math.max(...kinds.map((kind) => nodes.filter((node) => node.kind === kind).length))
  const height = HEAD + most * ROW
  const places = new Map<string, Place>()
  for (const [column, kind] of kinds.entries()) {
    const members = nodes.filter((node) => node.kind === kind)
    const offset = ((most - members.length) * ROW) / 2
    for (const [row, { id }] of members.entries()) places.set(id, { x: column * (box + gap), y: HEAD + offset + row * ROW, column })
  }
  const edges = nodes.flatMap((node) => node.dependsOn.map((id) => edge(places.get(id), places.get(node.id), box, gap)))
  return h(
    'section',
    { class: 'card lineage', 'aria-label': 'From sources to monitors' },
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'The parts of the factory' },
      s(
        'svg',
        { width, height, viewBox: `0 0 ${width} ${height}` },
        kinds.map((kind, column) => s('text', { class: 'column', x: column * (box + gap), y: 11 }, TITLES[kind] ?? kind)),
        edges.map((d) => d !== undefined && s('path', { class: 'edge', d })),
        nodes.map((node) => {
          const place = places.get(node.id)
          return place && nodeBox(node, place.x, place.y, box)
        }),
      ),
    ),
  )
}

interface Place {
  readonly x: number
  readonly y: number
  readonly column: number
}

/** From a box's right side to another's left. Over columns in between it runs below the row, not behind their boxes. */
function edge(from: Place | undefined, to: Place | undefined, box: number, gap: number): string | undefined {
  if (!from || !to) return undefined
  const [x1, y1, x2, y2] = [from.x + box, from.y + BOX / 2, to.x, to.y + BOX / 2]
  if (to.column - from.column < 2) return `M${x1} ${y1}${curve(x2 - x1, y2 - y1)}`
  const lane = from.y + (BOX + ROW) / 2
  return `M${x1} ${y1}${curve(gap, lane - y1)}H${x2 - gap}${curve(gap, y2 - lane)}`
}

function curve(dx: number, dy: number): string {
  return `c${dx / 2} 0 ${dx / 2} ${dy} ${dx} ${dy}`
}

function nodeBox({ kind, name, status }: LineageNode, x: number, y: number, width: number): SVGElement {
  const room = Math.floor((width - 20) / 6.6)
  const content = [
    s('rect', { class: 'node', x: x + 0.5, y: y + 0.5, width: width - 1, height: BOX - 1, rx: 5 }),
    s('text', { class: 'node-name', x: x + 10, y: status ? y + 17 : y + 24.5 }, shorten(name, room)),
    status && s('circle', { class: `dot-${status.level}`, cx: x + 13.5, cy: y + 28.5, r: 3.5 }),
    status && s('text', { class: 'node-status', x: x + 22, y: y + 32 }, shorten(status.text, room)),
    s('title', {}, `${kind} ${name}${status ? `: ${status.text}` : ''}`),
  ]
  return LINKED.has(kind) ? s('a', { href: `#${kind}-${name}` }, content) : s('g', {}, content)
}
