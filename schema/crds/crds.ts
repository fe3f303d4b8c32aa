import { type CustomResourceDefinition, customResourceDefinition, type Definition } from './definition.js'
import { DRIFT_REPORT } from './drift-report.js'
import { FACTORY } from './factory.js'
import { MODEL_VERSION } from './model-version.js'
import { ROLLOUT } from './rollout.js'
import { TRAINING_RUN } from './training-run.js'

export const DEFINITIONS: readonly Definition[] = [DRIFT_REPORT, FACTORY, MODEL_VERSION, ROLLOUT, TRAINING_RUN]

/** What makes our kinds known to an API server, by name. */
export const customResourceDefinitions = (): CustomResourceDefinition[] => DEFINITIONS.map(customResourceDefinition)
