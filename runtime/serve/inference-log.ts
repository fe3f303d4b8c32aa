import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { LogChunk, type LogLines } from './log-chunk.js'

const CHUNK_BYTES = 256 * 1024
const FLUSH_MS = 200
/** Bytes kept while they cannot be written; what comes on top is dropped. */
const KEPT_BYTES = 32 * 1024 * 1024
const LONGEST_LINE = 1024 * 1024

export interface LogEvents {
  written(records: number): void
  dropped(records: number): void
  /** The log cannot be written, or can again. */
  failing(message: string | undefined): void
}

/**
 * Appends lines to DIR/DATE.jsonl, gathered to 256 KiB or 200 ms. A write that fails is taken back, kept and tried again: serving goes
 * on without its log, whole lines only. Callers never wait, except in flush().
 */
export class InferenceLog {
  readonly #dir: string
  readonly #events: LogEvents
  #chunk = new LogChunk(CHUNK_BYTES)
  #spare: LogChunk | undefined = new LogChunk(CHUNK_BYTES)
  /** Full chunks, oldest first. */
  #full: LogChunk[] = []
  /** Lines that could not be written, oldest first. */
  #kept: LogLines[] = []
  #waiting = 0
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<boolean> | undefined
  readonly #checked = new Set<string>()

  constructor(dir: string, events: LogEvents) {
    this.#dir = dir
    this.#events = events
  }

  /** Takes one line with its line break. */
  append(date: string, line: string): void {
    if (this.#chunk.append(date, line)) {
      this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS)
    } else if (this.#waiting > KEPT_BYTES) {
      this.#events.dropped(1)
    } else {
      this.#turnChunk(3 * line.length)
      this.#chunk.append(date, line)
      if (!this.#flushing) void this.flush()
    }
  }

  /** Writes what was appended before the call. @returns whether all of it is in the log. */
  async flush(): Promise<boolean> {
    while (this.#flushing) await this.#flushing
    this.#flushing = this.#write()
    try {
      return await this.#flushing
    } finally {
      this.#flushing = undefined
      if (this.#kept.length > 0 || this.#chunk.used > 0) this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS)
    }
  }

  #turnChunk(least: number): void {
    if (this.#chunk.used > 0) this.#full.push(this.#chunk)
    this.#waiting += this.#chunk.used
    this.#chunk = least <= CHUNK_BYTES && this.#spare ? this.#spare : new LogChunk(Math.max(CHUNK_BYTES, least))
    if (this.#chunk === this.#spare) this.#spare = undefined
  }

  async #write(): Promise<boolean> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#chunk.used > 0) this.#turnChunk(0)
    const chunks = this.#full
    this.#full = []
    const files = byDate([...this.#kept, ...chunks.flatMap((chunk) => [...chunk.lines()])])
    this.#kept = []
    this.#waiting = 0
    let failure: unknown
    for (const [date, lines] of files) {
      try {
        await this.#append(
          `${date}.jsonl`,
          lines.length === 1 && lines[0] ? lines[0].bytes : Buffer.concat(lines.map(({ bytes }) => bytes)),
        )
        this.#events.written(lines.reduce((sum, { records }) => sum + records, 0))
      } catch (error) {
        failure = error
        this.#kept.push(...lines)
        for (const { bytes } of lines) this.#waiting += bytes.length
      }
    }
    if (failure === undefined && chunks[0]) {
      chunks[0].reset()
      this.#spare ??= chunks[0]
    }
    if (files.size > 0) this.#events.failing(failure === undefined ? undefined : messageOf(failure))
    return failure === undefined
  }

  async #append(name: string, bytes: Buffer): Promise<void> {
    await mkdir(this.#dir, { recursive: true })
    const file = await open(join(this.#dir, name), 'a+')
    try {
      let { size } = await file.stat()
      if (!this.#checked.has(name) && size > 0) {
        const whole = await wholeLines(file, size)
        if (whole < size) await file.truncate(whole)
        size = whole
      }
      this.#checked.add(name)
      try {
        await file.appendFile(bytes)
      } catch (error) {
        await file.truncate(size)
        throw error
      }
    } finally {
      await file.close()
    }
  }
}

function byDate(lines: readonly LogLines[]): Map<string, LogLines[]> {
  const files = new Map<string, LogLines[]>()
  for (const each of lines) {
    const file = files.get(each.date)
    if (file) file.push(each)
    else files.set(each.date, [each])
  }
  return files
}

/** Length of a file up to its last line break: what follows was cut off when its writer was killed. */
async function wholeLines(file: FileHandle, size: number): Promise<number> {
  const tail = Buffer.alloc(Math.min(size, LONGEST_LINE))
  await file.read(tail, 0, tail.length, size - tail.length)
  return size - tail.length + tail.lastIndexOf(0x0a) + 1
}

function messageOf(error: unknown): string {
  const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC'
  return full ? 'the inference log cannot be written: the disk is full' : `the inference log cannot be written: ${error}`
}
