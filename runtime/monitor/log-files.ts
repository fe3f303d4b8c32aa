import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LiveWindow } from '../../schema/generated/jobs.js'

const DAY = 86_400_000

/** The files of an inference log, DIR/YYYY-MM-DD.jsonl by event date in UTC, that hold a window's dates and exist. Sorted. */
export async function logFiles(window: LiveWindow): Promise<string[]> {
  const from = Math.floor(Date.parse(window.from) / DAY) * DAY
  const to = Date.parse(window.to)
  const paths: string[] = []
  for (let day = from; day < to; day += DAY) {
    paths.push(join(window.logDir, `${new Date(day).toISOString().slice(0, 10)}.jsonl`))
  }
  const sizes = await Promise.all(paths.map((path) => sizeOf(path)))
  return paths.filter((_, i) => (sizes[i] ?? 0) > 0)
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
