import type { LinkedFairnessGate, LinkedGates } from '../../compiler/graph/factory.js'
import { formatDuration } from '../../schema/duration.js'
import type { EvaluationReport, IntervalMethod, Verdict } from '../../schema/generated/jobs.js'
import { behaviourRow, robustnessRow } from './input-gates.js'

/** One gate with its evidence, as a row of a table. */
export interface GateRow {
  readonly gate: string
  readonly requirement: string
  readonly observed: string
  readonly verdict: Verdict
  /** A gate of severity warn is shown but holds nothing back. */
  readonly severity: 'error' | 'warn'
}

export interface GateReport {
  /** pass only if every gate of severity error passed. */
  readonly verdict: Verdict
  readonly rows: readonly GateRow[]
}

export interface GateEvidence {
  readonly evaluation: EvaluationReport
  /** Whether a version serves already; without one, comparisons with the champion do not apply. */
  readonly hasChampion: boolean
  /** People who approved this version. */
  readonly approvals: readonly string[]
}

/** Holds a version's evidence against its gates. Missing evidence is no-data, never a pass. */
export function assessGates(gates: LinkedGates, evidence: GateEvidence): GateReport {
  const { evaluation } = evidence
  const rows: GateRow[] = [
    ...gates.metrics.flatMap((gate) => metricRows(gate, evidence)),
    ...gates.fairness.map((gate) => fairnessRow(gate, evaluation)),
    ...(gates.robustness ?? []).map((gate) => robustnessRow(gate, evaluation)),
    ...(gates.behaviour ?? []).map((gate) => behaviourRow(gate, evaluation)),
  ]
  if (gates.latency?.p50Ms !== undefined) rows.push(limitRow('latency p50', evaluation.latencyMs?.p50, gates.latency.p50Ms, formatDuration))
  if (gates.latency?.p99Ms !== undefined) rows.push(limitRow('latency p99', evaluation.latencyMs?.p99, gates.latency.p99Ms, formatDuration))
  if (gates.sizeBytes !== undefined) rows.push(limitRow('model size', evaluation.sizeBytes, gates.sizeBytes, (bytes) => `${bytes} bytes`))
  if (gates.approval) rows.push(approvalRow(gates.approval, evidence.approvals))
  return reportOf(rows)
}

/** The same report with the word of these people, whatever it held before. */
export function withApprovals({ rows }: GateReport, gates: LinkedGates, approvals: readonly string[]): GateReport {
  const { approval } = gates
  return reportOf(rows.flatMap((row) => (row.gate !== APPROVAL ? [row] : approval ? [approvalRow(approval, approvals)] : [])))
}

/** Whether nothing but the word of people is missing. */
export function waitsForApproval({ rows }: GateReport): boolean {
  const open = rows.filter(({ severity, verdict }) => severity === 'error' && verdict !== 'pass')
  return open.length > 0 && open.every(({ gate, verdict }) => gate === APPROVAL && verdict === 'inconclusive')
}

const APPROVAL = 'approval'

function approvalRow({ approvers, count }: NonNullable<LinkedGates['approval']>, approvals: readonly string[]): GateRow {
  const given = approvers.filter((name) => approvals.includes(name))
  return {
    gate: APPROVAL,
    requirement: `${count} of ${approvers.join(', ')}`,
    observed: given.length ? given.join(', ') : 'nobody yet',
    verdict: given.length >= count ? 'pass' : 'inconclusive',
    severity: 'error',
  }
}

function reportOf(rows: readonly GateRow[]): GateReport {
  return { verdict: worst(rows.filter((row) => row.severity === 'error').map((row) => row.verdict)), rows }
}

/** The verdict of several together: fail before no-data before inconclusive before pass. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return (['fail', 'no-data', 'inconclusive'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'pass'
}

type MetricGate = LinkedGates['metrics'][number]

function metricRows(gate: MetricGate, { evaluation, hasChampion }: GateEvidence): GateRow[] {
  const name = gate.slice ? `${gate.metric} where ${describeSlice(gate.slice)}` : gate.metric
  const slice = gate.slice ? evaluation.slices.find((candidate) => sameSlice(candidate.filter, gate.slice ?? {})) : evaluation
  const value = measured(slice?.metrics[gate.metric])
  const samples = slice?.rows ?? 0
  const rows: GateRow[] = []
  if (gate.min !== undefined || gate.max !== undefined) {
    const limits = [gate.min !== undefined ? `>= ${gate.min}` : '', gate.max !== undefined ? `<= ${gate.max}` : ''].filter(Boolean)
    const within = value !== undefined && value >= (gate.min ?? -Infinity) && value <= (gate.max ?? Infinity)
    const verdict: Verdict = value === undefined ? 'no-data' : samples < gate.minSamples ? 'inconclusive' : within ? 'pass' : 'fail'
    rows.push({
      gate: name,
      requirement: limits.join(' and '),
      observed: observed(value, samples, gate.minSamples),
      verdict,
      severity: gate.severity,
    })
  }
  if (gate.versus === 'champion' && hasChampion) rows.push(championRow(name, gate, evaluation))
  return rows
}

/** With a confidence, the whole interval of the difference must lie above minDelta; without one, the difference itself. */
function championRow(name: string, gate: MetricGate, evaluation: EvaluationReport): GateRow {
  const minDelta = gate.minDelta ?? 0
  const comparison = evaluation.comparisons.find(
    (candidate) =>
      candidate.metric === gate.metric &&
      sameSlice(candidate.slice ?? {}, gate.slice ?? {}) &&
      (gate.confidence === undefined || candidate.confidence === gate.confidence),
  )
  const certainty = gate.confidence === undefined ? '' : ` (${Math.round(gate.confidence * 1000) / 10}% confidence)`
  const base = { gate: `${name} versus champion`, requirement: `improvement >= ${minDelta}${certainty}`, severity: gate.severity }
  if (!comparison || ![comparison.delta, comparison.lower, comparison.upper].every(Number.isFinite))
    return { ...base, observed: 'not measured', verdict: 'no-data' }
  const { delta, lower, upper } = comparison
  const text = `${signed(delta)} [${signed(lower)}, ${signed(upper)}] (${METHODS[comparison.method]})`
  if (comparison.rows < gate.minSamples) return { ...base, observed: `${text} on ${comparison.rows} rows`, verdict: 'inconclusive' }
  if (gate.confidence === undefined) return { ...base, observed: signed(delta), verdict: delta >= minDelta ? 'pass' : 'fail' }
  return { ...base, observed: text, verdict: lower >= minDelta ? 'pass' : upper < minDelta ? 'fail' : 'inconclusive' }
}

/** Where an interval comes from, in the words of the field. */
const METHODS: Readonly<Record<IntervalMethod, string>> = {
  delong: 'DeLong',
  paired_t: 'paired t',
  agresti_min: 'Agresti-Min',
  paired_bootstrap: 'paired bootstrap',
}

function fairnessRow({ column, metric, min, max, severity = 'error' }: LinkedFairnessGate, evaluation: EvaluationReport): GateRow {
  const found = evaluation.fairness.find((entry) => entry.column === column && entry.metric === metric)
  const value = measured(found?.value)
  const wanted = [...(max === undefined ? [] : [`<= ${max.toFixed(4)}`]), ...(min === undefined ? [] : [`>= ${min.toFixed(4)}`])]
  const base = { gate: `${metric} by ${column}`, requirement: wanted.join(' and '), severity }
  if (value === undefined) return { ...base, observed: 'not measured', verdict: 'no-data' }
  const observed = `${value.toFixed(4)} over ${found?.groups.length ?? 0} groups`
  return { ...base, observed, verdict: value <= (max ?? Infinity) && value >= (min ?? -Infinity) ? 'pass' : 'fail' }
}

function limitRow(gate: string, found: number | undefined, max: number, format: (value: number) => string): GateRow {
  const value = measured(found)
  const verdict: Verdict = value === undefined ? 'no-data' : value <= max ? 'pass' : 'fail'
  return {
    gate,
    requirement: `<= ${format(max)}`,
    observed: value === undefined ? 'not measured' : format(value),
    verdict,
    severity: 'error',
  }
}

function observed(value: number | undefined, samples: number, minSamples: number): string {
  if (value === undefined) return 'not measured'
  return samples < minSamples ? `${value.toFixed(4)} on only ${samples} rows` : value.toFixed(4)
}

/** What is not a number, such as a null that JSON made of NaN, was not measured. */
const measured = (value: number | undefined): number | undefined => (Number.isFinite(value) ? value : undefined)

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(4)}`

type Slice = Readonly<Record<string, string | number | boolean>>

function sameSlice(a: Slice, b: Slice): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => String(a[key]) === String(b[key]))
}

const describeSlice = (slice: Slice): string =>
  Object.entries(slice)
    .map(([column, value]) => `${column} = ${value}`)
    .join(' and ')
