import { formatDuration } from '../../schema/duration.js'
import type { ExpectationResult, ExpectationSpec } from '../../schema/generated/jobs.js'
import type { ExpectationCheck } from './expectation-check.js'

type Value = number | string | null

/**
 * The verdict of a check of rows. values holds, for each part, how many rows count and how many of those break it, then
 * what was observed. A part holds where the share of rows that satisfy it is at least mostly; one without rows holds.
 */
export function judgeRows(
  spec: ExpectationSpec,
  check: ExpectationCheck & { kind: 'rows' },
  values: readonly Value[],
): { result: ExpectationResult; failedParts: readonly number[] } {
  const mostly = spec.mostly ?? 1
  const parts = check.parts.map((part, index) => {
    const considered = Number(values[2 * index] ?? 0)
    const unexpected = Number(values[2 * index + 1] ?? 0)
    // Not 1 - share: with mostly 0.9, 10 of 100 must hold in floating point too.
    return {
      name: part.name,
      considered,
      unexpected,
      share: considered === 0 ? 0 : unexpected / considered,
      holds: considered === 0 || (considered - unexpected) / considered >= mostly,
    }
  })
  const failedParts = parts.flatMap((part, index) => (part.holds ? [] : [index]))
  const shown = failedParts.length > 0 ? parts.filter(({ holds }) => !holds) : parts.filter(({ unexpected }) => unexpected > 0)
  const found = shown.map((part) => `${part.unexpected} of ${part.considered} rows (${percent(part.share)}) ${fault(spec, part.name)}`)
  const allowed = mostly < 1 ? `; at most ${percent(1 - mostly)} may` : ''
  const share = Math.max(0, ...parts.map((part) => part.share))
  return {
    failedParts,
    result: {
      expectation: spec,
      success: failedParts.length === 0,
      message:
        found.length > 0 ? found.join(', ') + allowed : `holds for all ${Math.max(0, ...parts.map(({ considered }) => considered))} rows`,
      observed: check.observed === undefined ? 1 - share : (values[2 * parts.length] ?? null),
      unexpectedCount: parts.reduce((sum, { unexpected }) => sum + unexpected, 0),
      unexpectedShare: share,
    },
  }
}

function fault(spec: ExpectationSpec, name: string): string {
  switch (spec.expect) {
    case 'not_null':
      return `lack ${name}`
    case 'between':
      return `have ${name} ${range(spec)}`
    case 'in_set':
      return `have another ${name} than the ${spec.values?.length ?? 0} allowed`
    case 'matches':
      return `have ${name} that does not match ${spec.pattern}`
    default:
      return `break ${name}`
  }
}

function range({ min, max }: ExpectationSpec): string {
  if (min === undefined) return `above ${max}`
  return max === undefined ? `below ${min}` : `outside ${min} to ${max}`
}

/** The verdict of an aggregate. A mean or a newest event of no rows is not evidence, so it fails. */
export function judgeValue(
  spec: ExpectationSpec,
  check: ExpectationCheck & { kind: 'value' },
  value: Value,
  asOf: string,
): ExpectationResult {
  if (value === null) return { expectation: spec, success: false, message: 'there are no values', observed: null }
  const number = Number(value)
  if (check.unit === 'epoch_ms') {
    const age = Math.max(0, Date.parse(asOf) - number)
    const newest = new Date(number).toISOString()
    return {
      expectation: spec,
      success: age <= (spec.maxAgeMs ?? 0),
      message: `the newest event, ${newest}, is ${formatDuration(age)} old; at most ${formatDuration(spec.maxAgeMs ?? 0)} is allowed`,
      observed: newest,
    }
  }
  const success = number >= (spec.min ?? Number.NEGATIVE_INFINITY) && number <= (spec.max ?? Number.POSITIVE_INFINITY)
  const what = check.unit === 'rows' ? `${number} rows` : `the mean of ${spec.column} is ${Number(number.toPrecision(6))}`
  return { expectation: spec, success, message: success ? what : `${what}, ${range(spec)}`, observed: number }
}

/** Every row of a group that repeats is unexpected, as in Great Expectations. */
export function judgeUnique(spec: ExpectationSpec, counts: { considered: number; repeated: number }): ExpectationResult {
  const success = counts.repeated === 0
  const columns = (spec.columns ?? []).join(', ')
  return {
    expectation: spec,
    success,
    message: success
      ? `no two of ${counts.considered} rows share ${columns}`
      : `${counts.repeated} of ${counts.considered} rows share ${columns} with another`,
    observed: counts.repeated,
    unexpectedCount: counts.repeated,
    unexpectedShare: counts.considered === 0 ? 0 : counts.repeated / counts.considered,
  }
}

/** Two digits that mean something, so that few of many do not read as 0%. */
function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))}%`
}
