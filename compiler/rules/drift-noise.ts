import type { DriftRule } from '../../schema/generated/aifactory.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { boundOf } from '../graph/bound.js'
import type { Span } from '../source/node.js'
import { entries, items, type Rule, type RuleContext } from './context.js'

/** 95th percentile of chi-square with 9 degrees of freedom: ten bins. */
const CHI_SQUARE = 16.919
/** 95th percentile of Kolmogorov's distribution. */
const KOLMOGOROV = 1.358

/**
 * The distance that two windows without drift have in one of twenty checks. PSI is then about (1/n + 1/m) chi-square(bins - 1);
 * Hellinger's and Jensen-Shannon's (base 2) distances are, close to zero, roots of fixed parts of it.
 */
const NOISE: Readonly<Partial<Record<DriftRule['method'], (n: number, m: number) => number>>> = {
  psi: (n, m) => (1 / n + 1 / m) * CHI_SQUARE,
  jensen_shannon: (n, m) => Math.sqrt(((1 / n + 1 / m) * CHI_SQUARE) / (8 * Math.LN2)),
  hellinger: (n, m) => Math.sqrt(((1 / n + 1 / m) * CHI_SQUARE) / 8),
  ks: (n, m) => KOLMOGOROV * Math.sqrt(1 / n + 1 / m),
}

/** A threshold lies above what chance alone gives in the smallest window that is looked at. */
export const driftNoise: Rule = (context) => {
  const { spec, value } = context
  for (const [name, { drift, current, reference }] of entries(spec.monitors)) {
    const n = current?.minSamples ?? DEFAULTS.CurrentWindow.minSamples
    // Training data is taken for large, so that nothing is said that more rows would make wrong.
    const m = typeof reference === 'object' ? n : Number.POSITIVE_INFINITY
    for (const [index, { method, threshold }] of items(drift)) {
      if (threshold !== undefined) check(context, { method, threshold, n, m, at: value('monitors', name, 'drift', index, 'threshold') })
    }
  }
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    for (const [analysis, { metrics }] of entries(rollout?.analysis)) {
      for (const [index, { metric, max, minSamples: n = DEFAULTS.AnalysisMetric.minSamples }] of items(metrics)) {
        if (metric !== 'prediction_psi' || max === undefined) continue
        const at = value('endpoints', name, 'rollout', 'analysis', analysis, 'metrics', index, 'max')
        check(context, { method: 'psi', threshold: boundOf(max), n, m: n, at })
      }
    }
  }
}

interface Threshold {
  readonly method: DriftRule['method']
  readonly threshold: number
  readonly n: number
  readonly m: number
  readonly at: Span
}

function check({ report }: RuleContext, { method, threshold, n, m, at }: Threshold): void {
  const noise = NOISE[method]
  if (noise === undefined || threshold >= noise(n, m)) return
  const value = noise(n, m)
  const enough = threshold > 0 ? leastSamples((rows) => noise(rows, m === n ? rows : m) <= threshold, n) : undefined
  report.warning(
    'AF4088',
    `without any drift, ${method} of ${n} rows in ten bins reaches ${value.toFixed(3)} in one of twenty checks`,
    at,
    {
      suggestion: `Use a threshold above ${value.toFixed(3)}${enough === undefined ? '' : `, or minSamples of at least ${enough}`}.`,
    },
  )
}

/** The fewest rows that are enough, rounded up to two digits. */
function leastSamples(enough: (rows: number) => boolean, from: number): number | undefined {
  let high = from
  while (!enough(high)) {
    high *= 2
    if (high > 1e9) return undefined
  }
  let low = high / 2
  while (high - low > 1) {
    const middle = (low + high) / 2
    if (enough(middle)) high = middle
    else low = middle
  }
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(high)) - 1)
  return Math.ceil(high / unit) * unit
}
