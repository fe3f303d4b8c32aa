import type { MonitorView } from '../view-model.js'
import { checkAxis } from './check-axis.js'
import { h } from './element.js'
import { morph } from './morph.js'
import type { PageState } from './page-state.js'
import { readout } from './readout.js'

const KEYS: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowLeft: (index) => index - 1,
  ArrowRight: (index) => index + 1,
  PageUp: (index) => index - 7,
  PageDown: (index) => index + 7,
  Home: () => 0,
  End: (_, count) => count - 1,
}

/** Moves the cursor over the checks of a monitor by pointer and by key. Only the cursor is drawn anew. */
export function listenForCursor(root: HTMLElement, page: PageState): void {
  root.addEventListener('pointermove', (event) => {
    const found = historyAt(event.target, page)
    if (!found) return
    const { figure, view, svg } = found
    const axis = checkAxis(svg.clientWidth, view.checks.length)
    const index = Math.floor((event.clientX - svg.getBoundingClientRect().left - axis.left) / axis.step)
    point(figure, view, page, index >= 0 && index < axis.count ? index : undefined)
  })
  root.addEventListener('pointerout', (event) => {
    const found = historyAt(event.target, page)
    const next = event.relatedTarget
    if (found && !(next instanceof Node && found.figure.contains(next))) point(found.figure, found.view, page, undefined)
  })
  root.addEventListener('keydown', (event) => {
    const found = historyAt(event.target, page)
    const move = KEYS[event.key]
    if (!found || !move || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const { figure, view } = found
    const count = view.checks.length
    const before = page.cursors.get(view.name) ?? count - 1
    point(figure, view, page, Math.min(count - 1, Math.max(0, move(before, count))))
  })
}

interface Found {
  readonly figure: Element
  readonly svg: SVGSVGElement
  readonly view: MonitorView
}

function historyAt(target: EventTarget | null, page: PageState): Found | undefined {
  const figure = target instanceof Element ? target.closest('[data-monitor]') : null
  const svg = figure?.querySelector('svg')
  const view = page.state?.monitors.find(({ name }) => name === figure?.getAttribute('data-monitor'))
  return figure && svg && view ? { figure, svg, view } : undefined
}

function point(figure: Element, view: MonitorView, page: PageState, index: number | undefined): void {
  if (page.cursors.get(view.name) === index) return
  if (index === undefined) page.cursors.delete(view.name)
  else page.cursors.set(view.name, index)
  const svg = figure.querySelector('svg')
  const caption = figure.querySelector('figcaption')
  if (!svg || !caption) return
  const axis = checkAxis(svg.clientWidth, view.checks.length)
  const cursor = svg.querySelector('.cursor')
  cursor?.setAttribute('visibility', index === undefined ? 'hidden' : 'visible')
  if (index !== undefined) cursor?.setAttribute('x', String(axis.x(index)))
  morph(caption, h('figcaption', { class: 'readout', 'aria-live': 'polite' }, readout(view, index)))
}
