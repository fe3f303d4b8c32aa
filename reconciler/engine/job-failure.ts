import { AIFactoryError } from '../../schema/diagnostic.js'
import type { JobRecord } from '../store/store.js'

/** What is thrown where an object cannot be brought further because a job failed: the engine tells it and tries again later. */
export function jobFailure({ error }: JobRecord, what: string): AIFactoryError {
  return new AIFactoryError(error?.code ?? 'AF8017', `${what}: ${error?.message ?? 'the job ended without a result'}`, {
    hint: error?.hint,
    detail: error?.detail,
  })
}
