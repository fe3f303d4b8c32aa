import type { Factory, LinkedMonitor } from '../../../graph/factory.js'
import { championRecord, logDir, VOLUME_ROOT, WORKSPACE } from '../places.js'
import { DEFAULT_RESOURCES } from '../resources.js'
import { required } from './data-steps.js'
import { STEP_TIMEOUT, type Step } from './step.js'

/** Compares an endpoint's live traffic with its reference. What follows from the report is the control plane's to decide. */
export function monitorStep(factory: Factory, monitor: LinkedMonitor): Step {
  const endpoint = required(factory.endpoints, monitor.endpoint)
  const model = required(factory.models, endpoint.model)
  const { reference, current } = monitor
  return {
    name: 'monitor',
    contract: {
      job: {
        kind: 'Monitor',
        baseDir: WORKSPACE,
        monitor: monitor.name,
        endpoint: endpoint.name,
        task: model.task,
        minSamples: current.minSamples,
        drift: monitor.drift.map(({ for: _for, actions: _actions, ...rule }) => rule),
        performance: monitor.performance.map(({ for: _for, actions: _actions, ...rule }) => rule),
        quality: monitor.quality,
        groundTruth: endpoint.groundTruth,
      },
      places: { outputDir: `${VOLUME_ROOT}/runs/{run}/monitor` },
      champion: championRecord(model.registeredModel, model.aliases.champion),
      windows: {
        logDir: logDir(endpoint.name),
        currentMs: current.windowMs,
        ...(reference.kind === 'window' ? { reference: { windowMs: reference.windowMs, offsetMs: reference.offsetMs } } : {}),
      },
    },
    resources: {},
    defaults: DEFAULT_RESOURCES.data,
    image: factory.platform.images.runtime,
    env: {},
    timeoutMs: STEP_TIMEOUT,
  }
}
