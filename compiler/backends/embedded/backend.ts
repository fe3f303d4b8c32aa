import type { Backend } from '../backend.js'
import { findingsOf } from '../refusal.js'
import { REFUSALS } from './refusals.js'

const ONE_MACHINE = 'there is one machine'

/** One machine: processes, files and SQLite (docs/operations.md). */
export const EMBEDDED: Backend = {
  name: 'embedded',
  title: 'one machine',
  refusals: REFUSALS,
  notApplicable: {
    'spec.models.*.trainer.image': 'only of containers, which are refused',
    'metadata.labels.**': 'nothing is rendered that could carry them',
    'metadata.annotations.**': 'nothing is rendered that could carry them',
    'spec.models.*.trainer.resourcesPerNode.cpu': ONE_MACHINE,
    'spec.models.*.trainer.resourcesPerNode.memory': ONE_MACHINE,
    'spec.models.*.trainer.resourcesPerNode.ephemeralStorage': ONE_MACHINE,
    'spec.models.*.trainer.queueName': ONE_MACHINE,
    'spec.models.*.trainer.spot': ONE_MACHINE,
    'spec.endpoints.*.resources.**': ONE_MACHINE,
    'spec.endpoints.*.objectives.**': 'for alerts (render --backend prometheus)',
    'spec.endpoints.*.minReplicas': ONE_MACHINE,
    'spec.endpoints.*.maxReplicas': ONE_MACHINE,
    'spec.endpoints.*.scaleMetric': ONE_MACHINE,
    'spec.endpoints.*.scaleTarget': ONE_MACHINE,
    'spec.platform.namespace': ONE_MACHINE,
    'spec.platform.serviceAccountName': ONE_MACHINE,
    'spec.platform.images.**': 'processes run as they are installed',
    'spec.platform.gpu.**': ONE_MACHINE,
    'spec.platform.spot.**': ONE_MACHINE,
    'spec.platform.tags.**': 'nothing is rendered that could carry them',
    'spec.platform.storage': 'artifacts are kept in .aifactory',
  },
  leftToControl: undefined,
  findings: (document) => findingsOf(REFUSALS, document),
}
