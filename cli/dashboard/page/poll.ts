import type { DashboardState } from '../view-model.js'
import type { PageState } from './page-state.js'

const INTERVAL_MS = 2000

/** Asks for the state again and again while the page can be seen. The browser answers a 304 from its cache: the tag tells. */
export function poll(page: PageState, redraw: () => void): void {
  let tag: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const ask = async (): Promise<void> => {
    clearTimeout(timer)
    if (document.hidden) return
    const before = `${page.connected}${page.problem}${tag}`
    try {
      const response = await fetch('/api/state', { cache: 'no-cache' })
      const next = response.headers.get('etag')
      if (!response.ok) page.problem = ((await response.json()) as { error?: string }).error ?? `status ${response.status}`
      else if (next !== tag || !page.state) {
        page.state = (await response.json()) as DashboardState
        page.problem = undefined
        tag = next
      }
      page.connected = true
    } catch {
      page.connected = false
    }
    if (`${page.connected}${page.problem}${tag}` !== before) redraw()
    timer = setTimeout(ask, INTERVAL_MS)
  }

  document.addEventListener('visibilitychange', () => void ask())
  void ask()
}
