import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ModelManifest } from '../../schema/generated/jobs.js'
import { validateModelManifest } from '../../schema/generated/jobs-validators.js'

/**
 * Reads DIR/model.json.
 * @throws AIFactoryError AF7310 where it is missing, no JSON, or no ModelManifest.
 */
export async function readModelManifest(dir: string): Promise<ModelManifest> {
  const path = join(dir, 'model.json')
  let manifest: unknown
  try {
    manifest = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new AIFactoryError('AF7310', missing ? `${path} is missing` : `${path} cannot be read`, { detail: String(error) })
  }
  if (isModelManifest(manifest)) return manifest
  const problems = (validateModelManifest.errors ?? []).slice(0, 3).map((e) => `${e.instancePath || '/'} ${e.message}`)
  throw new AIFactoryError('AF7310', `${path} is not a model manifest: ${problems.join('; ')}`)
}

function isModelManifest(value: unknown): value is ModelManifest {
  return validateModelManifest(value)
}
