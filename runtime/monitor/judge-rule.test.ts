import { describe, expect, it } from 'vitest'
import type { ColumnDrift, DriftRuleSpec } from '../../schema/generated/jobs.js'
import { judgeRule } from './judge-rule.js'

const rule = (over: Partial<DriftRuleSpec> = {}): DriftRuleSpec => ({
  id: 'r',
  columns: [],
  method: 'psi',
  threshold: 0.2,
  correction: 'none',
  driftShare: 0,
  ...over,
})
const columns = (verdicts: string) =>
  [...verdicts].map((letter, i) => {
    const verdict = ({ p: 'pass', f: 'fail', i: 'inconclusive', n: 'no-data' } as const)[letter as 'p' | 'f' | 'i' | 'n']
    const drift: ColumnDrift = {
      column: `c${i}`,
      method: 'psi',
      statistic: 0.1 * (i + 1),
      pValue: 0.001 * i,
      verdict,
      reference: 100,
      current: 100,
    }
    return { drift, ...(letter === 'i' || letter === 'n' ? { reason: 'too few rows' } : {}) }
  })

describe('the verdict of a rule', () => {
  it.each([
    ['pppp', 0, 'pass'],
    ['pppf', 0, 'fail'],
    ['pppf', 0.3, 'pass'],
    ['ppff', 0.5, 'fail'],
    ['fffppppppp', 0.3, 'fail'],
    ['ppppppppff', 0.3, 'pass'],
    // What is not known could make it fire, or could not.
    ['pppi', 0, 'inconclusive'],
    ['pppn', 0, 'inconclusive'],
    ['pppi', 0.3, 'pass'],
    ['ppfi', 0.5, 'inconclusive'],
    ['ffii', 0.5, 'fail'],
    ['nnnn', 0, 'no-data'],
    ['nnni', 0, 'inconclusive'],
    ['iiii', 0.3, 'inconclusive'],
    ['', 0, 'no-data'],
  ])('of columns %s with a share of %s is %s', (verdicts, driftShare, verdict) => {
    const result = judgeRule(rule({ driftShare }), columns(verdicts))
    expect(result.verdict).toBe(verdict)
    expect(result.driftedShare).toBeCloseTo(verdicts.length > 0 ? [...verdicts].filter((v) => v === 'f').length / verdicts.length : 0)
  })
})

describe('its message', () => {
  it('names the columns that drifted, farthest first, and those it cannot tell of', () => {
    expect(judgeRule(rule(), columns('pffi')).message).toBe(
      '2 of 4 columns drifted: c2 PSI 0.300, c1 PSI 0.200 (threshold 0.2); cannot tell for c3: too few rows',
    )
  })

  it('says how near the nearest is when none drifted', () => {
    expect(judgeRule(rule(), columns('pp')).message).toBe('none of 2 columns drifted; farthest is c1 PSI 0.200 (threshold 0.2)')
    expect(judgeRule(rule(), columns('p')).message).toBe('c0 PSI 0.100 (threshold 0.2)')
  })

  it('says when too few drifted for the rule', () => {
    expect(judgeRule(rule({ driftShare: 0.5 }), columns('ppf')).message).toBe(
      "1 of 3 columns drifted, fewer than the rule's 50%: c2 PSI 0.300 (threshold 0.2)",
    )
  })

  it('gives the p-value with the distance, and what was left out', () => {
    const ks = rule({ method: 'ks', threshold: undefined, pValue: 0.01, correction: 'bonferroni' })
    expect(judgeRule(ks, columns('pf'), ['carrier']).message).toBe(
      '1 of 2 columns drifted: c1 KS distance 0.200, p 0.0010 (p below 0.01 after correction); ks compares numbers, so carrier is left out',
    )
  })

  it('counts what it does not name', () => {
    expect(judgeRule(rule(), columns('ffffffff')).message).toContain('and 3 more')
    expect(judgeRule(rule(), columns('iiiiiii')).message).toBe('cannot tell for c0, c1, c2, c3, c4 and 2 more: too few rows')
  })
})
