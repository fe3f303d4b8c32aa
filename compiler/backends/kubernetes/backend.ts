import type { Backend } from '../backend.js'
import { findingsOf } from '../refusal.js'
import { controlFindings, LEFT_TO_CONTROL } from './control.js'
import { NAMES } from './refusals/names.js'
import { SERVING } from './refusals/serving.js'
import { TRAINING } from './refusals/training.js'

const REFUSALS = [...NAMES, ...TRAINING, ...SERVING]

/** Objects for a cluster (docs/kubernetes.md). */
export const KUBERNETES: Backend = {
  name: 'kubernetes',
  title: 'Kubernetes',
  refusals: REFUSALS,
  notApplicable: {
    'spec.models.*.trainer.image': 'only of containers, which are refused',
    'spec.endpoints.*.objectives.**': 'for alerts (render --backend prometheus)',
    'spec.endpoints.*.port': 'a Service has an address of its own',
  },
  leftToControl: LEFT_TO_CONTROL,
  findings: (document) => [...findingsOf(REFUSALS, document), ...controlFindings(document)],
}
