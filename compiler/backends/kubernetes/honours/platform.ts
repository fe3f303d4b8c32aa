import type { Factory } from '../../../graph/factory.js'
import { type Finding, inPart, refused } from '../finding.js'

/** Fields of the platform. */
export function platformFindings(factory: Factory): Finding[] {
  const { artifactStore } = factory.platform
  const path = ['spec', 'platform', 'artifactStore']
  if (artifactStore === undefined) return []
  if (!artifactStore.includes('://')) {
    return [
      refused({
        code: 'AF6020',
        path,
        message: `${artifactStore} is a folder of one machine; in a cluster artifacts are kept on a volume`,
        suggestion: 'Leave artifactStore out of this target.',
      }),
    ]
  }
  return [
    inPart({
      code: 'AF6021',
      path,
      message: `artifacts are kept on a volume and not in ${artifactStore}: jobs in a cluster do not write to object stores yet`,
      suggestion: 'Size the volume with platform.storage.',
    }),
  ]
}

/**
 * What is decided while the factory lives, and so is not in the objects. The objects prepare for it: reports are written
 * where the control plane reads them, and versions and weights are its to write (see docs/kubernetes.md).
 */
export function controlFindings(factory: Factory): Finding[] {
  const models = Object.values(factory.models)
  const used = [
    ...(models.some(
      ({ gates }) =>
        gates.metrics.length + gates.fairness.length > 0 ||
        gates.robustness ||
        gates.behaviour ||
        gates.latency ||
        gates.sizeBytes ||
        gates.approval,
    )
      ? ['gates']
      : []),
    ...(models.some(({ retrain }) => retrain.onDrift || retrain.onDecay || retrain.onNewData)
      ? ['retraining on drift, decay or new data']
      : []),
    ...(models.some(({ retrain }) => retrain.budget) ? ['budgets'] : []),
    ...(Object.keys(factory.endpoints).length > 0 ? ['promotion and rollout'] : []),
    ...(Object.keys(factory.monitors).length > 0 ? ["monitors' actions"] : []),
    ...(factory.notifications.length > 0 ? ['notifications'] : []),
  ]
  if (used.length === 0) return []
  return [
    {
      code: 'AF6022',
      severity: 'info',
      path: ['spec'],
      message: `decided by the control plane, not by the objects rendered: ${used.join(', ')}`,
    },
  ]
}
