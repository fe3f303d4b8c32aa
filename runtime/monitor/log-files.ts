import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LiveWindow } from '../../schema/generated/jobs.js'

const DAY = 86_400_000

/**
 * The files of an inference log that hold a window's dates and exist: DIR/YYYY-MM-DD.jsonl by event date in UTC, and the same
 * below DIR/REPLICA where the replicas of a server each write a log of their own. Sorted.
 */
export async function logFiles(window: LiveWindow): Promise<string[]> {
  const from = Math.floor(Date.parse(window.from) / DAY) * DAY
  const to = Date.parse(window.to)
  const names: string[] = []
  for (let day = from; day < to; day += DAY) names.push(`${new Date(day).toISOString().slice(0, 10)}.jsonl`)
  const folders = [window.logDir, ...(await foldersIn(window.logDir))]
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  const sizes = await Promise.all(paths.map((path) => sizeOf(path)))
  return paths.filter((_, i) => (sizes[i] ?? 0) > 0)
}

async function foldersIn(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(dir, entry.name))
      .sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
