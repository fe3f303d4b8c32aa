import { validateStage } from '../../reconciler/jobs/stages.js'
import type { Platform } from '../../reconciler/platforms/platform.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { SourceDefinition } from '../../schema/generated/jobs.js'

/** The times of a source's first and last event in RFC 3339; undefined where it has none. @throws AIFactoryError of the job that reads it. */
export async function eventRange(
  definition: SourceDefinition,
  { platform, baseDir }: { platform: Pick<Platform, 'run' | 'fingerprint'>; baseDir: string },
): Promise<{ firstEvent: string; lastEvent: string } | undefined> {
  const snapshot = { baseDir, data: await platform.fingerprint(definition), asOf: Date.UTC(9999, 0, 1) }
  const { result, error } = await platform.run(validateStage({ definition, expectations: [] }, snapshot), () => {})
  if (error) throw new AIFactoryError(error.code, error.message, { detail: error.detail, hint: error.hint })
  const { firstEvent, lastEvent } = result?.validation ?? {}
  return firstEvent && lastEvent ? { firstEvent, lastEvent } : undefined
}
