import type { Difference, PolicyReport, Verdict } from '../../schema/generated/backtest.js'
import { metricName } from '../dashboard/metric-name.js'

/**
 * One sentence for somebody who decides: what the file's policy does otherwise than what it is compared with (the base, or where there
 * is none the model that is never retrained), at what cost, and whether predictions get better. A difference whose 95% interval holds 0
 * is called none.
 */
export function verdictOf(
  metric: string,
  policies: readonly PolicyReport[],
  differences: readonly Difference[],
  base: string | undefined,
): Verdict {
  const of = (name: PolicyReport['policy']) => policies.find(({ policy }) => policy === name)
  const file = of('file')
  const other = of('base') ?? of('never')
  if (!file || !other) return { quality: 'unknown', sentence: 'There is nothing to compare this policy with.' }
  const against = other.policy === 'base' ? (base ?? 'the base') : 'a model that is never retrained'
  if (file.quality.rows === 0)
    return { quality: 'unknown', sentence: 'Under this policy no version would have come to serve, so nothing would have been answered.' }
  if (JSON.stringify(withoutName(file)) === JSON.stringify(withoutName(other)))
    return { quality: 'same', sentence: `Over this time, this policy would have come to the same as ${against}.` }
  const found = differences.find(({ policy, over }) => policy === 'file' && over === other.policy)
  const quality = qualityOf(found)
  const [mine, theirs] = [file.quality.metrics[metric], other.quality.metrics[metric]]
  const values = `${metricName(metric)} ${shown(mine)} instead of ${shown(theirs)}`
  const told = {
    better: `predictions would have been better (${values})`,
    worse: `predictions would have been worse (${values})`,
    same: `predictions would have been as good (${values}, no more than chance)`,
    unknown: `what it does to predictions cannot be told (${values})`,
  }[quality]
  return { quality, sentence: `Compared with ${against}, this policy would have ${trained(file, other)}, and ${told}.` }
}

function qualityOf(found: Difference | undefined): Verdict['quality'] {
  if (found?.lower === undefined || found.upper === undefined) return 'unknown'
  if (found.lower > 0) return 'better'
  return found.upper < 0 ? 'worse' : 'same'
}

function trained(file: PolicyReport, other: PolicyReport): string {
  const [mine, theirs] = [file.counts.retrainings, other.counts.retrainings]
  const times = mine === theirs ? `retrained as often (${count(mine)})` : `retrained ${count(mine)} instead of ${count(theirs)}`
  const [cost, before] = [file.cost.amount, other.cost.amount]
  if (cost === undefined || before === undefined || cost === before) return times
  return `${times} for ${money(cost)} instead of ${money(before)} ${file.cost.currency}`
}

const withoutName = ({ policy: _policy, gainPerRetraining: _gain, ...rest }: PolicyReport) => rest
const count = (times: number): string => (times === 1 ? 'once' : times === 2 ? 'twice' : times === 0 ? 'never' : `${times} times`)
const shown = (value: number | undefined): string => (value === undefined ? 'none' : value.toFixed(4))
const money = (amount: number): string => amount.toFixed(2)
