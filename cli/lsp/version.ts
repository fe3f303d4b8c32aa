import { readFileSync } from 'node:fs'

/** The version of this program, from its package.json, which lies beside the folder of the bundle. */
export function packageVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { name?: string; version?: string }
      if (name === 'aifactory' && version !== undefined) return version
    } catch {
      // The next place.
    }
  }
  return '0.0.0'
}
