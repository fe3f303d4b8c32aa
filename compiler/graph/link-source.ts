import { durationMillis } from '../../schema/duration.js'
import type { Expectation, Source } from '../../schema/generated/aifactory.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import type { ExpectationSpec, SourceDefinition } from '../../schema/generated/jobs.js'
import type { LinkedSource } from './factory.js'

export function linkSource(name: string, source: Source): LinkedSource {
  return { definition: sourceDefinition(name, source), expectations: (source.expectations ?? []).map(linkExpectation) }
}

export function sourceDefinition(name: string, { format, path, timestampField, createdTimestampField, schema }: Source): SourceDefinition {
  const columns = schema && Object.entries(schema).map(([column, declared]) => linkColumn(column, declared))
  return {
    name,
    format,
    path,
    ...(timestampField !== undefined && { timestampField }),
    ...(createdTimestampField !== undefined && { createdTimestampField }),
    ...(columns && { schema: columns }),
  }
}

function linkColumn(name: string, declared: NonNullable<Source['schema']>[string]): NonNullable<SourceDefinition['schema']>[number] {
  if (typeof declared === 'string') return { name, type: declared, ...DEFAULTS.ColumnSchema }
  return { name, type: declared.type, nullable: declared.nullable ?? DEFAULTS.ColumnSchema.nullable }
}

const EXPECTATION_DEFAULTS = {
  not_null: DEFAULTS.ExpectNotNull,
  between: DEFAULTS.ExpectBetween,
  in_set: DEFAULTS.ExpectInSet,
  unique: DEFAULTS.ExpectUnique,
  row_count: DEFAULTS.ExpectRowCount,
  freshness: DEFAULTS.ExpectFreshness,
  matches: DEFAULTS.ExpectMatches,
  mean_between: DEFAULTS.ExpectMeanBetween,
  sql: DEFAULTS.ExpectSql,
} as const

/** Why an expectation must hold is for readers, and changes nothing. */
export function linkExpectation(expectation: Expectation): ExpectationSpec {
  const { description: _description, ...given } = expectation
  const filled = { ...EXPECTATION_DEFAULTS[expectation.expect], ...given }
  if (expectation.expect !== 'freshness') return filled as ExpectationSpec
  return { expect: 'freshness', severity: filled.severity, maxAgeMs: durationMillis(expectation.maxAge), actions: expectation.actions }
}
