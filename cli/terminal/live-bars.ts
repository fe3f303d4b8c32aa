import { createLogUpdate } from 'log-update'
import pc from 'picocolors'

export interface BarState {
  readonly label: string
  readonly done?: number
  readonly total?: number
  readonly unit?: string
  readonly message?: string
  readonly metrics?: Readonly<Record<string, number>>
}

const WIDTH = 24
const REDRAW_MS = 80

/** Progress bars at the foot of a terminal, with lines above them. Where the output is no terminal, only the lines. */
export class LiveBars {
  readonly #out: NodeJS.WriteStream
  readonly #region: ReturnType<typeof createLogUpdate> | undefined
  readonly #bars = new Map<string, BarState>()
  #timer: NodeJS.Timeout | undefined

  constructor(out: NodeJS.WriteStream) {
    this.#out = out
    this.#region = out.isTTY ? createLogUpdate(out) : undefined
  }

  above(text: string): void {
    this.#region?.clear()
    this.#out.write(`${text}\n`)
    this.#draw()
  }

  update(key: string, state: BarState): void {
    this.#bars.set(key, state)
    // Drawn at a steady pace, however often jobs report.
    if (this.#region) this.#timer ??= setTimeout(() => this.#draw(), REDRAW_MS)
  }

  remove(key: string): void {
    if (this.#bars.delete(key)) this.#draw()
  }

  stop(): void {
    this.#bars.clear()
    this.#draw()
    this.#region?.done()
  }

  #draw(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const columns = this.#out.columns ?? 80
    if (this.#bars.size === 0) this.#region?.clear()
    else this.#region?.([...this.#bars.values()].map((state) => formatBar(state, columns)).join('\n'))
  }
}

/** One line of at most this many columns: bar, label, count, and a note as far as it fits. */
export function formatBar({ label, done = 0, total, unit, message, metrics = {} }: BarState, columns: number): string {
  const share = total ? Math.min(1, done / total) : 0
  const filled = Math.round(share * WIDTH)
  const count = total === undefined ? '' : `${done.toLocaleString('en')}/${total.toLocaleString('en')}${unit ? ` ${unit}` : ''}`
  const note = [message, ...Object.entries(metrics).map(([name, value]) => `${name} ${value.toPrecision(4)}`)].filter(Boolean).join('  ')
  const head = ['█'.repeat(filled) + '░'.repeat(WIDTH - filled), label, count].filter(Boolean).join(' ')
  const indent = ' '.repeat(Math.max(0, Math.min(17, columns - head.length - 1)))
  const room = columns - indent.length - head.length - 2
  const shown = note.length > room ? `${note.slice(0, Math.max(0, room - 1))}…` : note
  return `${indent}${pc.cyan(head.slice(0, WIDTH))}${head.slice(WIDTH)}${room > 1 && shown ? ` ${pc.dim(shown)}` : ''}`
}
