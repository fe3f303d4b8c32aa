/**
 * Answers questions about the drift statistics: reads one JSON array of cases from standard input, writes one JSON array of
 * answers. A case names what it asks for; samples are arrays of numbers or text, null for a missing value.
 */
import { text } from 'node:stream/consumers'
import { compareSamples } from '../../../runtime/monitor/compare-samples.js'
import { judgeColumns } from '../../../runtime/monitor/judge-columns.js'
import { benjaminiHochberg } from '../../../runtime/statistics/benjamini-hochberg.js'
import { binPair } from '../../../runtime/statistics/bins.js'
import { bonferroni } from '../../../runtime/statistics/bonferroni.js'
import { chiSquareQuantile, chiSquareTail } from '../../../runtime/statistics/chi-square-distribution.js'
import { chiSquareTest } from '../../../runtime/statistics/chi-square-test.js'
import { hellinger } from '../../../runtime/statistics/hellinger.js'
import { jensenShannon } from '../../../runtime/statistics/jensen-shannon.js'
import { kolmogorovTail } from '../../../runtime/statistics/kolmogorov-distribution.js'
import { ksTest } from '../../../runtime/statistics/ks.js'
import { lInfinity } from '../../../runtime/statistics/l-infinity.js'
import { psi, psiCriticalValue } from '../../../runtime/statistics/psi.js'
import { categoricalSample, type NumericSample, numericSample, type Sample } from '../../../runtime/statistics/sample.js'
import { normedWasserstein, wasserstein } from '../../../runtime/statistics/wasserstein.js'
import type { DriftRuleSpec } from '../../../schema/generated/jobs.js'

type Values = (number | null)[] | (string | null)[]

type Case =
  | { ask: 'compare'; reference: Values; current: Values; bins: number }
  | { ask: 'chiSquare'; x: number; degreesOfFreedom: number; probability: number }
  | { ask: 'kolmogorov'; d: number; n: number }
  | { ask: 'correct'; pValues: number[] }
  | { ask: 'criticalValue'; n: number; m: number; bins: number }
  | {
      ask: 'judge'
      rule: Pick<DriftRuleSpec, 'method' | 'threshold' | 'pValue'>
      minSamples: number
      samples: { reference: Values; current: Values }[]
    }

function sampleOf(values: Values): Sample {
  return isText(values) ? categoricalSample(values) : numericSample(values)
}

function isText(values: Values): values is (string | null)[] {
  return values.some((value) => typeof value === 'string')
}

function answer(question: Case): unknown {
  switch (question.ask) {
    case 'compare':
      return compare(sampleOf(question.reference), sampleOf(question.current), question.bins)
    case 'chiSquare':
      return {
        tail: chiSquareTail(question.x, question.degreesOfFreedom),
        quantile: chiSquareQuantile(question.probability, question.degreesOfFreedom),
      }
    case 'kolmogorov':
      return kolmogorovTail(question.d, question.n)
    case 'correct':
      return { bonferroni: bonferroni(question.pValues), benjaminiHochberg: benjaminiHochberg(question.pValues) }
    case 'criticalValue':
      return psiCriticalValue(question.n, question.m, question.bins)
    case 'judge':
      return question.samples.map(({ reference, current }) =>
        judge(question.rule, question.minSamples, sampleOf(reference), sampleOf(current)),
      )
  }
}

function compare(reference: Sample, current: Sample, bins: number): unknown {
  const binned = binPair(reference, current, bins)
  return {
    binned,
    psi: psi(binned.reference, binned.current),
    jensenShannon: jensenShannon(binned.reference, binned.current),
    hellinger: hellinger(binned.reference, binned.current),
    lInfinity: lInfinity(binned.reference, binned.current),
    chiSquare: chiSquareTest(binned.reference, binned.current),
    ...(reference.kind === 'numeric' && current.kind === 'numeric' ? compareNumbers(reference, current) : {}),
  }
}

function compareNumbers(reference: NumericSample, current: NumericSample): object {
  return {
    ks: ksTest(reference, current),
    wasserstein: wasserstein(reference, current),
    normedWasserstein: normedWasserstein(reference, current),
  }
}

/** The verdict of a rule on one column. */
function judge(
  rule: Pick<DriftRuleSpec, 'method' | 'threshold' | 'pValue'>,
  minSamples: number,
  reference: Sample,
  current: Sample,
): string | undefined {
  const comparison = compareSamples(rule.method, reference, current)
  const spec: DriftRuleSpec = { id: 'rule', columns: ['x'], correction: 'none', driftShare: 0, ...rule }
  return judgeColumns(spec, minSamples, [{ column: 'x', comparison }])[0]?.drift.verdict
}

const cases: Case[] = JSON.parse(await text(process.stdin))
process.stdout.write(JSON.stringify(cases.map(answer)))
