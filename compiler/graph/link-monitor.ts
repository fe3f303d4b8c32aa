import { durationMillis, fractionOf } from '../../schema/duration.js'
import type { DriftRule, Monitor, PerformanceRule } from '../../schema/generated/aifactory.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import type { LinkedMonitor } from './factory.js'
import { PREDICTION } from './inputs.js'
import { linkBudget } from './link-model.js'
import { linkExpectation } from './link-source.js'

/** A monitor, with "*" replaced by the model's inputs and the prediction. */
export function linkMonitor(name: string, monitor: Monitor, inputs: readonly string[]): LinkedMonitor {
  const { schedule, cooldown } = { ...DEFAULTS.Monitor, ...monitor }
  const current = { ...DEFAULTS.CurrentWindow, ...monitor.current }
  const windowMs = durationMillis(current.window)
  return {
    name,
    endpoint: monitor.endpoint,
    schedule,
    reference: linkReference(monitor.reference ?? DEFAULTS.Monitor.reference, windowMs),
    current: { windowMs, minSamples: current.minSamples },
    drift: (monitor.drift ?? []).map((rule, index) => linkDrift(rule, index, inputs)),
    performance: (monitor.performance ?? []).map(linkPerformance),
    quality: (monitor.quality ?? []).map(linkExpectation),
    cooldownMs: durationMillis(cooldown),
    ...(monitor.budget && { budget: linkBudget(monitor.budget) }),
  }
}

/** Without an offset, the earlier window ends where the current one begins. */
function linkReference(reference: NonNullable<Monitor['reference']>, currentMs: number): LinkedMonitor['reference'] {
  if (reference === 'training') return { kind: 'training' }
  return {
    kind: 'window',
    windowMs: durationMillis(reference.window),
    offsetMs: reference.offset === undefined ? currentMs : durationMillis(reference.offset),
  }
}

function linkDrift(rule: DriftRule, index: number, inputs: readonly string[]): LinkedMonitor['drift'][number] {
  const { column, columns, driftShare, actions, ...rest } = { ...DEFAULTS.DriftRule, ...rule }
  return {
    id: `drift[${index}]`,
    columns: columns === '*' ? [...inputs, PREDICTION] : (columns ?? [column ?? PREDICTION]),
    method: rest.method,
    ...(rest.threshold !== undefined && { threshold: rest.threshold }),
    ...(rest.pValue !== undefined && { pValue: rest.pValue }),
    correction: rest.correction,
    driftShare: driftShare === undefined ? 0 : fractionOf(driftShare),
    for: rest.for,
    actions: [...actions],
  }
}

function linkPerformance(rule: PerformanceRule, index: number): LinkedMonitor['performance'][number] {
  const { metric, min, max, dropVersus, by, minSamples, for: times, actions } = { ...DEFAULTS.PerformanceRule, ...rule }
  return {
    id: `performance[${index}]`,
    metric,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(dropVersus !== undefined && { dropVersus }),
    ...(by !== undefined && { by }),
    minSamples,
    for: times,
    actions: [...actions],
  }
}
