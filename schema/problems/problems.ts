import { BACKTEST_PROBLEMS } from './backtest-problems.js'
import { CLUSTER_PROBLEMS } from './cluster-problems.js'
import { DATA_PROBLEMS } from './data-problems.js'
import { MODEL_PROBLEMS } from './model-problems.js'
import { OPERATE_PROBLEMS } from './operate-problems.js'
import { PLAN_PROBLEMS } from './plan-problems.js'
import { PLATFORM_PROBLEMS } from './platform-problems.js'
import type { Problems } from './problem.js'
import { SOURCE_PROBLEMS } from './source-problems.js'
import { WATCHING_PROBLEMS } from './watching-problems.js'

/** Every code of an AIFactoryError that is not the compiler's: AF7xxx for data, jobs and models, AF8xxx for the platform. */
export const PROBLEMS: Problems = {
  ...DATA_PROBLEMS,
  ...MODEL_PROBLEMS,
  ...WATCHING_PROBLEMS,
  ...PLATFORM_PROBLEMS,
  ...PLAN_PROBLEMS,
  ...BACKTEST_PROBLEMS,
  ...SOURCE_PROBLEMS,
  ...CLUSTER_PROBLEMS,
  ...OPERATE_PROBLEMS,
}
