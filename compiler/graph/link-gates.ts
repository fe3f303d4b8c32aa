import { durationMillis, fractionOf } from '../../schema/duration.js'
import type { BehaviourGate, Gates, InputChange, RobustnessGate } from '../../schema/generated/aifactory.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import type { BehaviourCheck } from '../../schema/generated/jobs.js'
import type { LinkedBehaviourGate, LinkedGates, LinkedRobustnessGate } from './factory.js'
import { quantityOf } from './quantity.js'

export function linkGates({ metrics = [], fairness = [], robustness = [], behaviour = [], latency, size, approval }: Gates): LinkedGates {
  return {
    metrics: metrics.map(({ confidence, ...gate }) => ({
      ...DEFAULTS.MetricGate,
      ...gate,
      ...(confidence !== undefined && { confidence: fractionOf(confidence) }),
    })),
    fairness: fairness.map((gate) => ({ ...DEFAULTS.FairnessGate, ...gate })),
    ...(robustness.length > 0 && { robustness: robustness.map(linkRobustness) }),
    ...(behaviour.length > 0 && { behaviour: behaviour.map(linkBehaviour) }),
    ...(latency && {
      latency: {
        ...(latency.p50 !== undefined && { p50Ms: durationMillis(latency.p50) }),
        ...(latency.p99 !== undefined && { p99Ms: durationMillis(latency.p99) }),
      },
    }),
    ...(size && { sizeBytes: quantityOf(size.max) }),
    ...(approval && { approval: { ...DEFAULTS['Gates.approval'], ...approval } }),
  }
}

function linkRobustness(gate: RobustnessGate, index: number): LinkedRobustnessGate {
  const { metric, missing, noise, seed, ...limits } = { ...DEFAULTS.RobustnessGate, ...gate }
  return {
    check: {
      id: `robustness[${index}]`,
      metric,
      ...(missing && {
        missing: { columns: [...missing.columns], share: fractionOf(missing.share ?? DEFAULTS['RobustnessGate.missing'].share) },
      }),
      ...(noise && { noise: { columns: [...noise.columns], by: fractionOf(noise.by) } }),
      seed,
    },
    ...limits,
  }
}

function linkBehaviour(gate: BehaviourGate, index: number): LinkedBehaviourGate {
  const { name, mostly, severity, change, ...check } = { ...DEFAULTS.BehaviourGate, ...gate }
  return {
    name,
    check: { id: `behaviour[${index}]`, ...check, change: Object.entries(change ?? {}).map(([column, to]) => changeOf(column, to)) },
    mostly: fractionOf(mostly),
    severity,
  }
}

function changeOf(column: string, to: InputChange): BehaviourCheck['change'][number] {
  return typeof to === 'object' && to !== null ? { column, ...to } : { column, set: to }
}
