import { AIFactoryError } from '../../schema/diagnostic.js'

/** DuckDB's message in one or two lines for a person: without the kind of error, the generated SQL and the marker under it. */
export function duckDbMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text
    .replace(/\n+LINE \d+:[\s\S]*$/, '')
    .replace(/^(?:[A-Z][A-Za-z-]* )+Error: /, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 3)
    .join('\n')
}

/**
 * The error to show for one of DuckDB's: a full disk, a stop and a lack of memory are said to be that, anything else gets
 * the code and the message that the caller gives, with DuckDB's as the detail. Bugs of our own stay what they are.
 */
export function duckDbFailure(error: unknown, code: string, message: string, hint?: string): Error {
  if (error instanceof AIFactoryError || error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError)
    return error
  const detail = duckDbMessage(error)
  if (/no space left|disk is full|max_temp_directory_size/i.test(detail)) {
    return new AIFactoryError('AF8005', 'the disk is full', {
      hint: 'Free some space and run again; finished stages are kept.',
      detail,
      retryable: true,
      cause: error,
    })
  }
  if (/^interrupted/i.test(detail) || (error instanceof Error && error.name === 'AbortError'))
    return new AIFactoryError('AF7009', 'the job was stopped', { retryable: true, cause: error })
  if (/^(Out of Memory|failed to (allocate|pin))/i.test(detail)) {
    return new AIFactoryError('AF8006', 'the data does not fit into the memory given to the job', {
      hint: 'Give it more memory, or shorten the window.',
      detail,
      cause: error,
    })
  }
  return new AIFactoryError(code, message, { hint, detail, cause: error })
}
