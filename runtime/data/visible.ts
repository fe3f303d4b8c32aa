import type { SourceDefinition } from '../../schema/generated/jobs.js'
import { identifier, timestamp } from '../sql.js'

/** The SQL column of a source's knowledge time: its event time where it declares no other. */
export function knowledgeField(source: SourceDefinition): string | undefined {
  return source.createdTimestampField ?? source.timestampField
}

/**
 * The condition under which a row of a source is known at a time: it has happened and has been recorded by then. A row
 * without a knowledge time is not known yet; one without an event time, where the source has such a field, never happened.
 */
export function visibleAt(source: SourceDefinition, asOf: string): string {
  const fields = new Set([source.timestampField, source.createdTimestampField].filter((field) => field !== undefined))
  const conditions = [...fields].map((field) => `${identifier(field)} <= ${timestamp(asOf)}`)
  return conditions.length > 0 ? conditions.join(' AND ') : 'true'
}
