import type { Answer, BatchMessage } from './worker-protocol.js'

/**
 * Batches and answers pass between two threads through shared memory, one batch at a time. A message port wakes the other thread
 * through its event loop and copies through V8's serializer: 65 microseconds for a round trip against 25 this way, measured with
 * idle threads on two cores, and most of it is spent by the thread that also reads the requests.
 * What is too large for the memory takes the port, and says so here.
 *
 * Layout: a header of 32-bit integers, then numbers as 64-bit floats, then text in UTF-8; the texts of a batch are one JSON list.
 */
const COMMAND = 0
const DONE = 1
const ROWS = 2
const NUMBERS = 3
const TEXT_BYTES = 4
const STATUS = 5
const HEADER_BYTES = 32

const SIZE = 256 * 1024
const LONGEST_ERROR = 4000

/** What the main thread asks of the worker. */
export type Command = 'none' | 'batch' | 'port' | 'stop'
const COMMANDS: readonly Command[] = ['none', 'batch', 'port', 'stop']

export type Reply =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'port' }
const STATUSES: readonly Reply['kind'][] = ['answer', 'error', 'port']

/** As in ECMAScript 2024. */
interface WaitAsync {
  waitAsync(
    array: Int32Array,
    index: number,
    value: number,
  ): { readonly async: false } | { readonly async: true; readonly value: Promise<string> }
}

class SharedLayout {
  readonly header: Int32Array
  readonly bytes: Buffer

  constructor(readonly memory: SharedArrayBuffer) {
    this.header = new Int32Array(memory, 0, HEADER_BYTES / 4)
    this.bytes = Buffer.from(memory)
  }

  numbers(count: number, from = 0): Float64Array {
    return new Float64Array(this.memory, HEADER_BYTES + 8 * from, count)
  }

  /** Whether as many numbers and a text fit. A UTF-16 unit takes three bytes at most. */
  fits(numbers: number, text: number): boolean {
    return HEADER_BYTES + 8 * numbers + 3 * text <= this.memory.byteLength
  }

  writeText(text: string, numbers: number): void {
    this.header[TEXT_BYTES] = this.bytes.write(text, HEADER_BYTES + 8 * numbers)
  }

  readText(numbers: number): string {
    const start = HEADER_BYTES + 8 * numbers
    return this.bytes.toString('utf8', start, start + (this.header[TEXT_BYTES] ?? 0))
  }
}

/** The end of the thread that has the requests. */
export class BatchSender {
  readonly #shared: SharedLayout
  readonly #received: (reply: Reply) => void
  #answers = 0
  #closed = false

  constructor(received: (reply: Reply) => void) {
    this.#shared = new SharedLayout(new SharedArrayBuffer(SIZE))
    this.#received = received
  }

  get memory(): SharedArrayBuffer {
    return this.#shared.memory
  }

  /** Sends a batch after the one before it was answered. @returns false where it is too large: then it must be in the port already. */
  send(batch: BatchMessage, viaPort: (batch: BatchMessage) => void): void {
    const texts = JSON.stringify(batch.texts)
    const { length } = batch.numbers
    const { header } = this.#shared
    if (this.#shared.fits(length, texts.length)) {
      header[ROWS] = batch.rows
      header[NUMBERS] = length
      this.#shared.numbers(length).set(batch.numbers)
      this.#shared.writeText(texts, length)
      this.#command('batch')
    } else {
      viaPort(batch)
      this.#command('port')
    }
    this.#await()
  }

  stop(): void {
    this.#command('stop')
  }

  /** The worker is gone: nothing is heard of it any more. */
  close(): void {
    this.#closed = true
    Atomics.add(this.#shared.header, DONE, 1)
    Atomics.notify(this.#shared.header, DONE)
  }

  #command(command: Command): void {
    Atomics.store(this.#shared.header, COMMAND, COMMANDS.indexOf(command))
    Atomics.notify(this.#shared.header, COMMAND)
  }

  #await(): void {
    const wait = (Atomics as typeof Atomics & WaitAsync).waitAsync(this.#shared.header, DONE, this.#answers++)
    void (wait.async ? wait.value : Promise.resolve()).then(() => {
      if (!this.#closed) this.#received(this.#read())
    })
  }

  #read(): Reply {
    const { header } = this.#shared
    const kind = STATUSES[header[STATUS] ?? 0]
    if (kind === 'port') return { kind }
    if (kind === 'error') return { kind, message: this.#shared.readText(0) }
    const [rows, numbers] = [header[ROWS] ?? 0, header[NUMBERS] ?? 0]
    // Copied: the next batch may be written before all of it is read.
    const values = this.#shared.numbers(rows).slice()
    const probabilities = numbers > rows ? this.#shared.numbers(numbers - rows, rows).slice() : undefined
    return { kind: 'answer', answer: { values, probabilities } }
  }
}

/** The end of the thread that runs the model. */
export class BatchReceiver {
  readonly #shared: SharedLayout

  constructor(memory: SharedArrayBuffer) {
    this.#shared = new SharedLayout(memory)
  }

  /** Blocks the thread until there is a command, or for some milliseconds, then gives 'none'. */
  wait(timeoutMs: number): Command {
    Atomics.wait(this.#shared.header, COMMAND, 0, timeoutMs)
    return COMMANDS[Atomics.exchange(this.#shared.header, COMMAND, 0)] ?? 'none'
  }

  read(): BatchMessage {
    const { header } = this.#shared
    const numbers = header[NUMBERS] ?? 0
    return {
      rows: header[ROWS] ?? 0,
      numbers: this.#shared.numbers(numbers),
      texts: JSON.parse(this.#shared.readText(numbers)) as string[],
    }
  }

  answer(answer: Answer, viaPort: (answer: Answer) => void): void {
    const { values, probabilities } = answer
    const numbers = values.length + (probabilities?.length ?? 0)
    if (!this.#shared.fits(numbers, 0)) {
      viaPort(answer)
      this.#done('port')
      return
    }
    const { header } = this.#shared
    header[ROWS] = values.length
    header[NUMBERS] = numbers
    this.#shared.numbers(values.length).set(values)
    if (probabilities) this.#shared.numbers(probabilities.length, values.length).set(probabilities)
    this.#done('answer')
  }

  error(message: string): void {
    this.#shared.writeText(message.slice(0, LONGEST_ERROR), 0)
    this.#done('error')
  }

  #done(kind: Reply['kind']): void {
    this.#shared.header[STATUS] = STATUSES.indexOf(kind)
    Atomics.add(this.#shared.header, DONE, 1)
    Atomics.notify(this.#shared.header, DONE)
  }
}
