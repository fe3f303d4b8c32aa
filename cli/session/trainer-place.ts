import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { LinkedModel } from '../../compiler/graph/factory.js'
import { secretVariable } from '../../reconciler/engine/context.js'
import type { TrainerPlace } from '../../reconciler/jobs/stages.js'
import type { Revision, RevisionSource } from '../../reconciler/source/revision-source.js'
import { AIFactoryError } from '../../schema/diagnostic.js'

/**
 * The code of a trainer of the user's own, as it is at a revision, beside the values of its secrets. Undefined for other trainers.
 * @throws AIFactoryError AF8012 for code that is not there, AF8014 for a secret that is not set.
 */
export async function placeTrainer(
  { name, trainer }: LinkedModel,
  { source, revision, folder }: { source: Pick<RevisionSource, 'checkOut'>; revision: Revision; folder: string },
): Promise<TrainerPlace | undefined> {
  if (trainer.runtime !== 'command') return undefined
  const codeDir = join(folder, revision.id.replace(':', '-'), name)
  const codeDigest = await source.checkOut(revision, trainer.code, codeDir)
  mkdirSync(codeDir, { recursive: true })
  const env = Object.fromEntries(
    Object.entries(trainer.env).map(([variable, value]) => {
      if (typeof value === 'string') return [variable, value]
      const secret = process.env[secretVariable(value.secretRef)]
      if (secret === undefined) {
        throw new AIFactoryError('AF8014', `the trainer of ${name} needs a secret that is not set`, {
          hint: `Set the environment variable ${secretVariable(value.secretRef)}.`,
        })
      }
      return [variable, secret]
    }),
  )
  return { codeDir, codeDigest, env }
}
