import type { DashboardState } from '../view-model.js'
import './style.css'
import { listenForActions } from './actions.js'
import { listenForCursor } from './cursor.js'
import { draw } from './draw.js'
import { h } from './element.js'
import { morph } from './morph.js'
import { newPageState, type PageState } from './page-state.js'
import { poll } from './poll.js'

const root = h('div', { class: 'page' })
document.body.append(root)

const page: PageState = newPageState()
let scheduled = false

/** Draws at most once a frame. */
function redraw(): void {
  if (scheduled) return
  scheduled = true
  requestAnimationFrame(() => {
    scheduled = false
    if (page.state) document.title = titleOf(page.state)
    morph(root, draw(page, contentWidth()))
  })
}

function contentWidth(): number {
  const { paddingLeft, paddingRight } = getComputedStyle(root)
  return root.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight)
}

function titleOf({ factory, endpoints }: DashboardState): string {
  const rollout = endpoints.find((endpoint) => endpoint.rollout)?.rollout
  const served = endpoints.find(({ champion }) => champion !== null)?.champion
  const what = rollout ? `v${rollout.version} rolls out` : served === undefined ? '' : `v${served}`
  return [factory?.name ?? 'aifactory', what].filter(Boolean).join(' · ')
}

listenForActions(root, page, redraw)
listenForCursor(root, page)
new ResizeObserver(redraw).observe(root)
poll(page, redraw)
