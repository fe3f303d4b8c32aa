import type { OfflineRoute, ServingRoute } from '../../../schema/generated/jobs.js'

interface Since {
  readonly at: number
  readonly route: ServingRoute
}

/** Who answered an endpoint's requests, and from when on. Requests carry no headers here, so routes by header get none. */
export class RouteHistory {
  readonly #changes: Since[] = []

  /** From a time on, in milliseconds since the epoch, a route is in force. Times do not go back. */
  change(at: number, route: ServingRoute): void {
    const last = this.#changes.at(-1)
    if (last && JSON.stringify(last.route) === JSON.stringify(route)) return
    if (last?.at === at) this.#changes.pop()
    this.#changes.push({ at, route })
  }

  /** The spans of time in [from, to) in which something answered. */
  within(from: number, to: number): OfflineRoute[] {
    return this.#changes.flatMap(({ at, route }, index): OfflineRoute[] => {
      const since = Math.max(from, at)
      const until = Math.min(to, this.#changes[index + 1]?.at ?? to)
      if (since >= until) return []
      const { primary, canary, mirror } = route
      return [{ from: iso(since), to: iso(until), primary, ...(canary ? { canary } : {}), ...(mirror ? { mirror } : {}) }]
    })
  }
}

/** The versions that routes name, each once. */
export function versionsOf(routes: readonly OfflineRoute[]): number[] {
  const named = routes.flatMap(({ primary, canary, mirror }) => [primary, canary?.version, mirror?.version])
  return [...new Set(named.filter((version) => version !== undefined))].sort((a, b) => a - b)
}

const iso = (time: number): string => new Date(time).toISOString()
