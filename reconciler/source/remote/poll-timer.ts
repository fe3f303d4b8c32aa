/** When a repository is looked at next: after its interval, sooner or later by up to a tenth so that not all are looked at at once. */
export function nextLook(lastAt: number, intervalMs: number, random: number): number {
  return lastAt + intervalMs * (0.9 + 0.2 * random)
}

/** After failures in a row the pauses double, up to an hour or the interval where that is longer. */
export function nextLookAfterFailure(lastAt: number, intervalMs: number, failures: number, random: number): number {
  const longest = Math.max(intervalMs, 60 * 60_000)
  return nextLook(lastAt, Math.min(longest, intervalMs * 2 ** Math.min(failures, 20)), random)
}

/** Waits until it is time or somebody wakes it: a webhook that says that something was pushed. */
export class WakeableTimer {
  #woken = false
  #wake: (() => void) | undefined

  wake(): void {
    this.#woken = true
    this.#wake?.()
  }

  /** True where it was woken. A wake before the wait counts for it. */
  async wait(ms: number, signal?: AbortSignal): Promise<boolean> {
    if (!this.#woken && !signal?.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
        signal?.addEventListener('abort', this.#wake, { once: true })
      })
    }
    const woken = this.#woken
    this.#woken = false
    this.#wake = undefined
    return woken
  }
}
