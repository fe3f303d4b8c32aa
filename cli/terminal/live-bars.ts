import cliProgress from 'cli-progress'
import pc from 'picocolors'

export interface BarState {
  readonly label: string
  readonly done?: number
  readonly total?: number
  readonly unit?: string
  readonly message?: string
  readonly metrics?: Readonly<Record<string, number>>
}

const FORMAT = `                 ${pc.cyan('{bar}')} {label} {count} ${pc.dim('{note}')}`

/** Progress bars at the foot of a terminal, with lines above them. Where the output is no terminal, only the lines. */
export class LiveBars {
  readonly #multi: cliProgress.MultiBar | undefined
  readonly #bars = new Map<string, cliProgress.SingleBar>()
  readonly #out: NodeJS.WriteStream

  constructor(out: NodeJS.WriteStream) {
    this.#out = out
    if (out.isTTY) {
      this.#multi = new cliProgress.MultiBar(
        { format: FORMAT, barsize: 24, stream: out, clearOnComplete: true, hideCursor: true, fps: 12, emptyOnZero: true, linewrap: false },
        cliProgress.Presets.shades_classic,
      )
    }
  }

  above(text: string): void {
    if (this.#multi && this.#bars.size > 0) this.#multi.log(`${text}\n`)
    else this.#out.write(`${text}\n`)
  }

  update(key: string, state: BarState): void {
    if (!this.#multi) return
    const total = state.total ?? 1
    const done = state.done ?? 0
    const count =
      state.total === undefined ? '' : `${done.toLocaleString('en')}/${total.toLocaleString('en')}${state.unit ? ` ${state.unit}` : ''}`
    const metrics = Object.entries(state.metrics ?? {}).map(([name, value]) => `${name} ${value.toPrecision(4)}`)
    const payload = { label: state.label, count, note: [state.message, ...metrics].filter(Boolean).join('  ') }
    const bar = this.#bars.get(key)
    if (bar) {
      bar.setTotal(total)
      bar.update(done, payload)
    } else this.#bars.set(key, this.#multi.create(total, done, payload))
  }

  remove(key: string): void {
    const bar = this.#bars.get(key)
    if (!bar) return
    this.#multi?.remove(bar)
    this.#bars.delete(key)
  }

  stop(): void {
    this.#multi?.stop()
  }
}
