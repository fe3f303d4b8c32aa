import type { Refusal } from './functions.js'
import { spokenType } from './type-names.js'

/** An error of DuckDB, as it gives it with errors_as_json. */
export interface DuckDbError {
  readonly message: string
  readonly subtype?: string
  readonly name?: string
  readonly candidates?: string
  /** Offset in the statement in bytes. */
  readonly position?: number
}

export function duckDbError(error: unknown): DuckDbError {
  const text = error instanceof Error ? error.message : String(error)
  const start = text.indexOf('{')
  try {
    const fields = JSON.parse(text.slice(start)) as Record<string, string | undefined>
    const { exception_message: message = text, error_subtype: subtype, name, candidates, position } = fields
    return { message, subtype, name, candidates, position: position === undefined ? undefined : Number(position) }
  } catch {
    return { message: text }
  }
}

/** What an error of the binder means to somebody who knows columns and types, and not DuckDB's overloads. */
export function binderProblem({ message, subtype, name, candidates }: DuckDbError): Refusal {
  if (subtype === 'MISSING_ENTRY' && name !== undefined) {
    const kind = message.startsWith('Type') ? 'type' : 'function'
    const [candidate] = candidates?.split(',') ?? []
    return {
      code: 'AF4044',
      message: `there is no ${kind} ${name}`,
      suggestion: candidate ? `Did you mean ${candidate}?` : undefined,
    }
  }
  const compared = /^Cannot compare values of type (.+?) and (?:type )?(.+?)(?: in .*)? - /.exec(message)
  if (compared) return mismatch(`${spoken(compared[1])} cannot be compared with ${spoken(compared[2])}`, message)
  const mixed = /^Cannot mix values of type (.+?) and (?:type )?(.+?) in (.+?) - /.exec(message)
  if (mixed) return mismatch(`${spoken(mixed[1])} and ${spoken(mixed[2])} are mixed in one ${mixed[3]}`, message)
  const overload = /^No function matches the given name and argument types '(.+?)\((.*)\)'/.exec(message)
  if (overload) {
    const given = splitTypes(overload[2] ?? '').map(spoken)
    return mismatch(`${overload[1]} does not take ${given.length === 0 ? 'nothing' : given.join(' and ')}`, message)
  }
  return { code: 'AF4045', message: firstLine(message), suggestion: undefined }
}

function mismatch(message: string, original: string): Refusal {
  const time = /TIMESTAMP|DATE/.test(original.split('\n')[0] ?? '')
  const text = /VARCHAR/.test(original.split('\n')[0] ?? '')
  return {
    code: 'AF4045',
    message,
    suggestion: time
      ? "Compare times with times, such as TIMESTAMPTZ '2013-01-31 00:00:00Z', or take a part of one, such as year(t)."
      : text
        ? 'Write text in single quotes, or cast it, such as TRY_CAST(x AS DOUBLE).'
        : 'Cast one of them, such as CAST(x AS DOUBLE).',
  }
}

function spoken(type: string | undefined): string {
  return spokenType((type ?? '').trim())
}

/** DECIMAL(9,2), VARCHAR has two types. */
function splitTypes(list: string): string[] {
  return list.match(/[^,()]+(?:\([^()]*\))?/g)?.map((type) => type.trim()) ?? []
}

function firstLine(message: string): string {
  const line = message.split('\n')[0] ?? message
  return line.charAt(0).toLowerCase() + line.slice(1)
}
