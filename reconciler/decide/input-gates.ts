import type { LinkedBehaviourGate, LinkedRobustnessGate } from '../../compiler/graph/factory.js'
import type { BehaviourCheck, EvaluationReport, Verdict } from '../../schema/generated/jobs.js'
import type { GateRow } from './gates.js'

/** The metric under missing or noisy inputs: against its own limits, and against what it is on the same rows as they are. */
export function robustnessRow(gate: LinkedRobustnessGate, { robustness = [] }: EvaluationReport): GateRow {
  const { check, maxLoss, min, max, minSamples, severity } = gate
  const wanted = [
    ...(maxLoss === undefined ? [] : [`loss <= ${maxLoss}`]),
    ...(min === undefined ? [] : [`>= ${min}`]),
    ...(max === undefined ? [] : [`<= ${max}`]),
  ]
  const base = { gate: `${check.metric} with ${described(check)}`, requirement: wanted.join(' and '), severity }
  const { rows = 0, before, after, loss } = robustness.find(({ id }) => id === check.id) ?? {}
  if (![before, after, loss].every(Number.isFinite) || before === undefined || after === undefined || loss === undefined)
    return { ...base, observed: 'not measured', verdict: 'no-data' }
  const observed = `${after.toFixed(4)} instead of ${before.toFixed(4)}`
  if (rows < minSamples) return { ...base, observed: `${observed} on ${rows} of ${minSamples} rows`, verdict: 'inconclusive' }
  const holds = loss <= (maxLoss ?? Infinity) && after >= (min ?? -Infinity) && after <= (max ?? Infinity)
  return { ...base, observed, verdict: holds ? 'pass' : 'fail' }
}

function described({ missing, noise }: LinkedRobustnessGate['check']): string {
  const parts = [
    ...(missing ? [`${missing.columns.join(', ')} missing${missing.share < 1 ? ` in ${percent(missing.share)} of the rows` : ''}`] : []),
    ...(noise ? [`${percent(noise.by)} noise on ${noise.columns.join(', ')}`] : []),
  ]
  return parts.join(' and ')
}

/** The share of rows whose predictions behave as the test says. Without rows there is no data. */
export function behaviourRow({ name, check, mostly, severity }: LinkedBehaviourGate, { behaviour = [] }: EvaluationReport): GateRow {
  const base = { gate: name, requirement: `${expectation(check)} on ${percent(mostly)} of the rows`, severity }
  const found = behaviour.find(({ id }) => id === check.id)
  if (!found || found.rows === 0) return { ...base, observed: 'no rows', verdict: 'no-data' }
  const { rows, satisfied, before = 0, after = 0, worst } = found
  const verdict: Verdict = satisfied / rows >= mostly ? 'pass' : 'fail'
  const moved = check.change.length > 0 ? `, from ${before.toFixed(4)} to ${after.toFixed(4)} on average` : ''
  const example =
    satisfied < rows && worst
      ? `; worst: row ${worst.row + 1}${check.change.length > 0 ? `, from ${worst.before.toFixed(4)}` : ''} to ${worst.after.toFixed(4)}`
      : ''
  return { ...base, observed: `${percent(satisfied / rows)} of ${rows} ${rows === 1 ? 'row' : 'rows'}${moved}${example}`, verdict }
}

function expectation({ expect, by, min, max, change }: BehaviourCheck): string {
  const when = change.length > 0 ? ` when ${change.map(changed).join(' and ')}` : ''
  if (expect === 'unchanged') return `unchanged${by > 0 ? ` within ${by}` : ''}${when}`
  if (expect === 'between')
    return `${[...(min === undefined ? [] : [`>= ${min}`]), ...(max === undefined ? [] : [`<= ${max}`])].join(' and ')}${when}`
  return `${expect}${by > 0 ? ` by ${by}` : ''}${when}`
}

function changed({ column, set, add, multiply }: BehaviourCheck['change'][number]): string {
  if (add !== undefined) return `${column} ${add < 0 ? '-' : '+'} ${Math.abs(add)}`
  return multiply === undefined ? `${column} = ${set === null ? 'missing' : set}` : `${column} * ${multiply}`
}

/** Rounded down, so that 100% means all. */
const percent = (share: number): string => `${Math.floor(share * 1000 + 1e-9) / 10}%`
