import type { PageState } from './page-state.js'

const SHOWN_MS = 1500

/** Buttons say in their attributes what they do, so that one listener serves every drawing. */
export function listenForActions(root: HTMLElement, page: PageState, redraw: () => void): void {
  root.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (!button) return
    const { copy, filter, model, version } = button.dataset
    if (copy !== undefined) void copyText(button, document.getElementById(copy)?.textContent ?? '')
    if (filter === 'all' || filter === 'attention') {
      page.filter = filter
      redraw()
    }
    if (model !== undefined && version !== undefined) {
      page.selected.set(model, Number(version))
      redraw()
    }
  })
}

async function copyText(button: HTMLElement, text: string): Promise<void> {
  const done = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  )
  button.textContent = done ? 'Copied' : 'Not allowed'
  setTimeout(() => {
    button.textContent = 'Copy'
  }, SHOWN_MS)
}
