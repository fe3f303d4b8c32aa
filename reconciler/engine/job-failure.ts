import { AIFactoryError } from '../../schema/diagnostic.js'
import type { JobError } from '../../schema/generated/jobs.js'

/** What is thrown where an object cannot be brought further because a job failed: the engine tells it and tries again later. */
export function jobFailure({ error }: { readonly error?: JobError }, what: string): AIFactoryError {
  return new AIFactoryError(error?.code ?? 'AF8017', `${what}: ${error?.message ?? 'the job ended without a result'}`, {
    hint: error?.hint,
    detail: error?.detail,
  })
}
