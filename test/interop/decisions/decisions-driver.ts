/**
 * Answers questions about the statistics of decisions: reads one JSON array of cases from standard input, writes one JSON array of
 * answers. A case names what it asks for; what is not defined is null.
 */
import { text } from 'node:stream/consumers'
import { measureFairness } from '../../../runtime/evaluate/fairness.js'
import { delong, delongInterval } from '../../../runtime/evaluate/intervals/delong.js'
import { improvementInterval } from '../../../runtime/evaluate/intervals/improvement-interval.js'
import { pairedProportions, pairedT } from '../../../runtime/evaluate/intervals/paired-mean.js'
import { computeMetrics } from '../../../runtime/evaluate/metrics/compute-metrics.js'
import { mixtureRadius, proportionSequence, quantileRanks } from '../../../runtime/statistics/confidence-sequence.js'
import { incompleteBeta, logBeta } from '../../../runtime/statistics/incomplete-beta.js'
import { normalHalfWidth, normalTail } from '../../../runtime/statistics/normal-distribution.js'
import { studentHalfWidth } from '../../../runtime/statistics/student-distribution.js'
import { type Simulation, simulate } from './simulate.js'

type Case =
  | { ask: 'delong'; labels: number[]; a: number[]; b: number[]; confidence: number }
  | { ask: 'metrics'; labels: number[]; scores: number[]; threshold: number }
  | { ask: 'student'; confidence: number; df: number }
  | { ask: 'beta'; x: number; a: number; b: number }
  | { ask: 'pairedT' | 'proportions'; differences: number[]; confidence: number }
  | { ask: 'bootstrap'; labels: number[]; a: number[]; b: number[]; metric: string; confidence: number }
  | { ask: 'fairness'; labels: number[]; scores: number[]; groups: number[]; measures: string[] }
  | { ask: 'radius'; count: number; alpha: number; tunedAt: number }
  | { ask: 'proportion'; successes: number; count: number; alpha: number }
  | { ask: 'quantile'; quantile: number; count: number; alpha: number; tunedAt: number }
  | ({ ask: 'simulate' } & Simulation)

const task = 'binary_classification'

function answer(question: Case): unknown {
  switch (question.ask) {
    case 'delong': {
      const [labels, a, b] = [question.labels, question.a, question.b].map((values) => Float64Array.from(values)) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ]
      return {
        own: delong(labels, a) ?? null,
        difference: delong(labels, a, b) ?? null,
        interval: delongInterval(labels, a, b, question.confidence) ?? null,
      }
    }
    case 'metrics':
      return computeMetrics(
        task,
        Float64Array.from(question.labels),
        { values: Float64Array.from(question.scores) },
        { threshold: question.threshold },
      )
    case 'student':
      return {
        student: studentHalfWidth(question.confidence, question.df),
        normal: normalHalfWidth(question.confidence),
        tail: normalTail(question.confidence * 3),
      }
    case 'beta':
      return { cdf: incompleteBeta(question.x, question.a, question.b), log: logBeta(question.a, question.b) }
    case 'pairedT':
      return pairedT(Float64Array.from(question.differences), question.confidence)
    case 'proportions':
      return pairedProportions(Float64Array.from(question.differences), question.confidence)
    case 'bootstrap': {
      const rows = (scores: number[]) => ({
        labels: Float64Array.from(question.labels),
        predictions: { values: Float64Array.from(scores) },
      })
      const { metric, confidence } = question
      return improvementInterval(rows(question.a), rows(question.b), { task, metric, threshold: 0.5, confidence, seed: 1 })
    }
    case 'fairness': {
      const fairness = question.measures.map((metric) => ({ column: 'group', metric, minSamples: 1 }))
      const job = { kind: 'Evaluate', outputDir: '/', datasetDir: '/', modelDir: '/', task, slices: [], minSliceSize: 1 } as const
      const rows = { labels: Float64Array.from(question.labels), predictions: { values: Float64Array.from(question.scores) } }
      const found = measureFairness({ ...job, slices: [], threshold: 0.5, comparisons: [], fairness, seed: 1 }, rows, {
        group: question.groups,
      })
      return Object.fromEntries(found.map(({ metric, value }) => [metric, value ?? null]))
    }
    case 'radius':
      return mixtureRadius(question.count, question.alpha, question.tunedAt)
    case 'proportion':
      return proportionSequence(question.successes, question.count, question.alpha)
    case 'quantile':
      return quantileRanks(question.quantile, question.count, question.alpha, question.tunedAt)
    case 'simulate':
      return simulate(question)
  }
}

const cases: Case[] = JSON.parse(await text(process.stdin))
process.stdout.write(JSON.stringify(cases.map(answer)))
