import { AIFactoryError } from './diagnostic.js'

/** How the operating system and SQLite say that a file cannot grow. */
const CODES: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL'])

/** The error AF8005 for one that says that the disk is full, however it came about; undefined for any other. */
export function diskFullError(cause: unknown): AIFactoryError | undefined {
  if (!(cause instanceof Error && 'code' in cause && CODES.has(cause.code))) return undefined
  return new AIFactoryError('AF8005', 'the disk is full', {
    hint: 'Free some space and run again; finished stages are kept.',
    detail: cause.message,
    retryable: true,
    cause,
  })
}
