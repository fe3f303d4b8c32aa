/** Kinds of events that notifications may name, in the order of the schema. The control plane counts them. */
export const EVENT_KINDS = [
  'drift',
  'decay',
  'data_quality',
  'training_started',
  'training_failed',
  'gates_failed',
  'rollout_started',
  'promoted',
  'rolled_back',
  'approval_needed',
  'reconcile_failed',
] as const

export type EventKind = (typeof EVENT_KINDS)[number]
