import type { AIFactory } from '../../../schema/generated/aifactory.js'
import { valuesAt } from '../field-pattern.js'
import type { Finding } from '../refusal.js'

/**
 * What is decided while the factory lives, and so is not in the objects: fields by what they are about. The objects prepare
 * for it: reports are written where the control plane reads them, and versions and weights are its to write (docs/kubernetes.md).
 */
const DECISIONS: Readonly<Record<string, readonly string[]>> = {
  gates: [
    ...['min', 'max', 'minDelta', 'minSamples', 'severity'].map((field) => `spec.models.*.gates.metrics[].${field}`),
    ...['min', 'max', 'severity'].map((field) => `spec.models.*.gates.fairness[].${field}`),
    ...['maxLoss', 'min', 'max', 'minSamples', 'severity'].map((field) => `spec.models.*.gates.robustness[].${field}`),
    ...['name', 'mostly', 'severity'].map((field) => `spec.models.*.gates.behaviour[].${field}`),
    'spec.models.*.gates.latency.**',
    'spec.models.*.gates.size.**',
    'spec.models.*.gates.approval.**',
  ],
  'retraining on drift, decay or new data': ['onDrift', 'onDecay', 'onNewData'].map((field) => `spec.models.*.retrain.${field}`),
  'budgets and cooldowns': ['spec.models.*.retrain', 'spec.monitors.*'].flatMap((of) => [`${of}.budget.**`, `${of}.cooldown`]),
  'promotion and rollout': ['spec.endpoints.*.rollout.**', 'spec.models.*.aliases.challenger'],
  "monitors' actions": ['drift[].for', 'performance[].for', 'drift[].actions.**', 'performance[].actions.**', 'quality[].actions.**'].map(
    (field) => `spec.monitors.*.${field}`,
  ),
  notifications: ['spec.notifications.**'],
}

export const LEFT_TO_CONTROL = { code: 'AF6022', fields: Object.values(DECISIONS).flat() } as const

/** One remark on all of it. */
export function controlFindings(document: AIFactory): Finding[] {
  const used = Object.keys(DECISIONS).filter((decision) => DECISIONS[decision]?.some((pattern) => isGiven(pattern, document)))
  if (used.length === 0) return []
  const message = `decided by the control plane, not by the objects rendered: ${used.join(', ')}`
  return [{ code: LEFT_TO_CONTROL.code, severity: 'info', path: ['spec'], message }]
}

function isGiven(pattern: string, document: AIFactory): boolean {
  return valuesAt(document, pattern.replace(/\.\*\*$/, '')).some(
    ({ value }) => value !== false && !(Array.isArray(value) && value.length === 0),
  )
}
