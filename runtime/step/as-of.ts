import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const FILE = 'as-of'

/**
 * The time as of which a step sees data, RFC 3339: the earliest of the steps that it needs, so that nothing is used that
 * was not checked, or now. It is kept in the output folder, so that a step that is tried again sees the same.
 */
export async function asOfStep(outputDir: string, needs: readonly string[], now: () => number): Promise<string> {
  const kept = await readAsOf(outputDir)
  if (kept !== undefined) return kept
  const earlier = (await Promise.all(needs.map(readAsOf))).filter((time) => time !== undefined).sort()
  const asOf = earlier[0] ?? new Date(now()).toISOString()
  await mkdir(outputDir, { recursive: true })
  await replaceFile(join(outputDir, FILE), asOf)
  return asOf
}

async function readAsOf(dir: string): Promise<string | undefined> {
  return readIfThere(join(dir, FILE))
}

/** The text of a file, or undefined where there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Writes a file so that readers see the old text or the new, never a part. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}
