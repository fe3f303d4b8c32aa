import { isRemote, type Refusal } from '../refusal.js'

/** What of a source an expectation is checked on. */
export const SOURCE_FIELDS: readonly string[] = [
  'metadata.name',
  'spec.sources.*.format',
  'spec.sources.*.path',
  'spec.sources.*.connection.**',
  'spec.sources.*.timestampField',
  'spec.sources.*.createdTimestampField',
  'spec.sources.*.schema.**',
  'spec.sources.*.expectations.**',
]

/** Syntax of DuckDB's patterns (RE2) that Python's know otherwise or not at all. */
const OTHER_PATTERN = /\\[pPzQEC]|\[\[:|\(\?[a-z]*U|\(\?<|\\x\{/

export const SOURCE_REFUSALS: readonly Refusal[] = [
  {
    code: 'AF6213',
    field: 'spec.sources.*.format',
    when: (format) => format === 'delta' || format === 'postgres',
    message: (format) => `what is rendered does not read ${format}`,
    suggestion: 'Export it as parquet, csv or json.',
  },
  {
    code: 'AF6213',
    field: 'spec.sources.*.path',
    when: isRemote,
    message: 'what is rendered reads files below its folder only',
    suggestion: 'Name a file relative to this one.',
  },
  { code: 'AF6213', field: 'spec.sources.*.connection', message: 'what is rendered connects to no database and no store' },
  {
    code: 'AF6212',
    field: 'spec.sources.*.expectations[].pattern',
    when: (pattern) => typeof pattern === 'string' && OTHER_PATTERN.test(pattern),
    message: (pattern) => `Python reads the pattern ${String(pattern)} otherwise than DuckDB, or not at all`,
    suggestion: 'Write it with classes such as [A-Za-z] alone.',
  },
]

export const SOURCE_NOT_APPLICABLE: Readonly<Record<string, string>> = {
  'spec.sources.*.expectations[].actions.**': 'they report, and act on nothing',
}
