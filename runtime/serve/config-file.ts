import { type FSWatcher, watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

const POLL_MS = 500

/**
 * Watches a file that its writer replaces by rename, and calls back with its text after each change, one call at a time.
 * The folder is watched, since a watch on the file would stay with the replaced one, and the file is also read every
 * 500 ms, since notifications get lost on network and overlay file systems.
 */
export class ConfigFile {
  readonly #path: string
  readonly #changed: (text: string) => void
  readonly #failed: (error: Error) => void
  #text: string | undefined
  #watcher: FSWatcher | undefined
  #poll: NodeJS.Timeout | undefined
  #reading = false
  #again = false

  constructor(path: string, events: { changed(text: string): void; failed(error: Error): void }) {
    this.#path = path
    this.#changed = events.changed
    this.#failed = events.failed
  }

  start(): void {
    const name = basename(this.#path)
    try {
      this.#watcher = watch(dirname(this.#path), (_, file) => {
        if (file === null || file === name) void this.check()
      })
      this.#watcher.on('error', () => this.#watcher?.close())
    } catch {
      // No more inotify watches, or no such folder: the poll remains.
    }
    this.#poll = setInterval(() => void this.check(), POLL_MS)
  }

  stop(): void {
    this.#watcher?.close()
    clearInterval(this.#poll)
  }

  /** Reads the file now; calls back if its text changed. */
  async check(): Promise<void> {
    if (this.#reading) {
      this.#again = true
      return
    }
    this.#reading = true
    try {
      do {
        this.#again = false
        const text = await readFile(this.#path, 'utf8')
        if (text === this.#text) continue
        this.#text = text
        this.#changed(text)
      } while (this.#again)
    } catch (error) {
      // Forgotten, so that the same text is taken up again when it can be read.
      this.#text = undefined
      this.#failed(error instanceof Error ? error : new Error(String(error)))
    } finally {
      this.#reading = false
    }
  }
}
