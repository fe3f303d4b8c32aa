import { rename, writeFile } from 'node:fs/promises'

/** Writes a value as JSON: a reader sees the old file or the whole new one. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.tmp`, `${JSON.stringify(value, null, 2)}\n`)
  await rename(`${path}.tmp`, path)
}
