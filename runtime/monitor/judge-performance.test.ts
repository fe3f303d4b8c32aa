import { describe, expect, it } from 'vitest'
import type { PerformanceRuleSpec } from '../../schema/generated/jobs.js'
import { judgePerformance, type MeasuredPerformance } from './judge-performance.js'
import { judgeQuality } from './judge-quality.js'

const rule = (over: Partial<PerformanceRuleSpec>): PerformanceRuleSpec => ({ id: 'p', metric: 'roc_auc', minSamples: 100, ...over })
const drop = rule({ dropVersus: 'baseline', by: 0.05 })

describe('a performance rule', () => {
  it.each<[string, PerformanceRuleSpec, MeasuredPerformance, string]>([
    ['no outcomes', drop, { samples: 0 }, 'no-data'],
    ['few outcomes, however bad', drop, { samples: 99, value: 0.1, baseline: 0.9 }, 'inconclusive'],
    ['a metric that is not defined', drop, { samples: 500, baseline: 0.9 }, 'inconclusive'],
    ['no baseline', drop, { samples: 500, value: 0.9 }, 'inconclusive'],
    ['a drop of what is allowed', drop, { samples: 500, value: 0.65, baseline: 0.7 }, 'pass'],
    ['a larger drop', drop, { samples: 500, value: 0.649, baseline: 0.7 }, 'fail'],
    ['a gain', drop, { samples: 500, value: 0.8, baseline: 0.7 }, 'pass'],
    [
      'a rise of what should be low',
      rule({ metric: 'brier', dropVersus: 'baseline', by: 0.05 }),
      { samples: 500, value: 0.3, baseline: 0.2 },
      'fail',
    ],
    [
      'a fall of what should be low',
      rule({ metric: 'brier', dropVersus: 'baseline', by: 0.05 }),
      { samples: 500, value: 0.1, baseline: 0.2 },
      'pass',
    ],
    ['the least value', rule({ min: 0.6 }), { samples: 500, value: 0.6 }, 'pass'],
    ['below the least value', rule({ min: 0.6 }), { samples: 500, value: 0.59 }, 'fail'],
    ['above the largest value', rule({ metric: 'brier', max: 0.2 }), { samples: 500, value: 0.21 }, 'fail'],
    [
      'below the least value, without a baseline',
      rule({ min: 0.6, dropVersus: 'baseline', by: 0.1 }),
      { samples: 500, value: 0.5 },
      'fail',
    ],
  ])('%s', (_, spec, measured, verdict) => {
    expect(judgePerformance(spec, measured).verdict).toBe(verdict)
  })

  it('says by how much', () => {
    expect(judgePerformance(drop, { samples: 500, value: 0.6, baseline: 0.7 }).message).toBe(
      'roc_auc 0.6000 on 500 outcomes, 0.1000 worse than 0.7000 on the test rows (allowed 0.05)',
    )
  })
})

describe('a quality rule', () => {
  const kept = { expectation: { expect: 'not_null' as const, severity: 'error' as const }, success: true, message: 'all there' }
  it.each([
    ['kept by enough rows', kept, 1000, 'pass'],
    ['kept by few rows', kept, 10, 'inconclusive'],
    ['kept by no rows', kept, 0, 'no-data'],
    ['broken by few rows', { ...kept, success: false }, 10, 'fail'],
    [
      'about the number of rows, of which there are none',
      { ...kept, expectation: { expect: 'row_count' as const, severity: 'error' as const }, success: false },
      0,
      'fail',
    ],
  ])('%s', (_, result, rows, verdict) => {
    expect(judgeQuality(result, rows, 100).verdict).toBe(verdict)
  })
})
