import { aggregatedTypes } from './aggregated-types.js'
import { aggregates } from './aggregates.js'
import { analysisTime } from './analysis-time.js'
import { approvals } from './approvals.js'
import { artifactStores } from './artifact-stores.js'
import { authentication } from './authentication.js'
import { batchingTimes } from './batching-times.js'
import { budgetReach } from './budget-reach.js'
import { budgets } from './budgets.js'
import { championFields } from './champion-fields.js'
import { classWeights } from './class-weights.js'
import { competingMonitors } from './competing-monitors.js'
import { conditions } from './conditions.js'
import { connections } from './connections.js'
import { constantInputs } from './constant-inputs.js'
import type { Rule } from './context.js'
import { contradictingLimits } from './contradicting-limits.js'
import { datasetColumns } from './dataset-columns.js'
import { decisionThreshold } from './decision-threshold.js'
import { driftColumns } from './drift-columns.js'
import { driftNoise } from './drift-noise.js'
import { driftRules } from './drift-rules.js'
import { environmentNames } from './environment-names.js'
import { eventTimes } from './event-times.js'
import { expectationTypes } from './expectation-types.js'
import { expectedTraffic } from './expected-traffic.js'
import { fairnessGates } from './fairness-gates.js'
import { firstWeight } from './first-weight.js'
import { formatNames } from './format-names.js'
import { gateAndMonitor } from './gate-and-monitor.js'
import { gateTests } from './gate-tests.js'
import { gpuBudgets } from './gpu-budgets.js'
import { headerRoutes } from './header-routes.js'
import { historyLength } from './history-length.js'
import { identifierInputs } from './identifier-inputs.js'
import { idleMonitors } from './idle-monitors.js'
import { idleSteps } from './idle-steps.js'
import { images } from './images.js'
import { uniqueInputs } from './input-names.js'
import { kubernetesLabels } from './kubernetes-labels.js'
import { labelConversion } from './label-conversion.js'
import { labelDelay } from './label-delay.js'
import { labelLeakage } from './label-leakage.js'
import { labelTypes } from './label-types.js'
import { labelValues } from './label-values.js'
import { latencyGate } from './latency-gate.js'
import { latencyLimits } from './latency-limits.js'
import { limitDirection } from './limit-direction.js'
import { limits } from './limits.js'
import { liveColumns } from './live-columns.js'
import { logRetention } from './log-retention.js'
import { looseExpectations } from './loose-expectations.js'
import { manyTests } from './many-tests.js'
import { memoryUnits } from './memory-units.js'
import { metricTasks } from './metric-tasks.js'
import { modelCards } from './model-cards.js'
import { modelColumns } from './model-columns.js'
import { monitorOutcomes } from './monitor-outcomes.js'
import { monitorRhythm } from './monitor-rhythm.js'
import { networkShape } from './network-shape.js'
import { onDemand } from './on-demand.js'
import { outcomeTime } from './outcome-time.js'
import { paths } from './paths.js'
import { performanceDrops } from './performance-drops.js'
import { personalInputs } from './personal-inputs.js'
import { pipelineSchedule } from './pipeline-schedule.js'
import { ports } from './ports.js'
import { queues } from './queues.js'
import { randomSplit } from './random-split.js'
import { referenceWindows } from './reference-windows.js'
import { references } from './references.js'
import { registeredModels } from './registered-models.js'
import { repeatedFeatures } from './repeated-features.js'
import { repeatedLimits } from './repeated-limits.js'
import { replicas } from './replicas.js'
import { retrainActions } from './retrain-actions.js'
import { retrainCauses } from './retrain-causes.js'
import { rollbackOnDrift } from './rollback-on-drift.js'
import { rolloutAnalysis } from './rollout-analysis.js'
import { rolloutChecks } from './rollout-checks.js'
import { rolloutColumns } from './rollout-columns.js'
import { rolloutExposure } from './rollout-exposure.js'
import { rolloutStrategy } from './rollout-strategy.js'
import { rolloutTime } from './rollout-time.js'
import { rolloutWeights } from './rollout-weights.js'
import { scaling } from './scaling.js'
import { scheduleAndBudget } from './schedule-and-budget.js'
import { schedules } from './schedules.js'
import { secretNames } from './secret-names.js'
import { selectionOnOutcome } from './selection-on-outcome.js'
import { sequentialAnalysis } from './sequential-analysis.js'
import { servedViews } from './served-views.js'
import { servingHardware } from './serving-hardware.js'
import { setValues } from './set-values.js'
import { shareLimits } from './share-limits.js'
import { sharedTargets } from './shared-targets.js'
import { silentNotifications } from './silent-notifications.js'
import { sliceColumns } from './slice-columns.js'
import { sourceColumns } from './source-columns.js'
import { splitWindow } from './split-window.js'
import { splits } from './splits.js'
import { spotRetries } from './spot-retries.js'
import { sqlProblems } from './sql-problems.js'
import { streaks } from './streaks.js'
import { successConditions } from './success-conditions.js'
import { surprisingSchedules } from './surprising-schedules.js'
import { testRows } from './test-rows.js'
import { timeInputs } from './time-inputs.js'
import { trainerHardware } from './trainer-hardware.js'
import { trainers } from './trainers.js'
import { unboundedRetraining } from './unbounded-retraining.js'
import { unused } from './unused.js'
import { viewColumns } from './view-columns.js'
import { viewRefresh } from './view-refresh.js'
import { zeroDurations } from './zero-durations.js'

/** Every rule. Their order has no effect: what they report is sorted by place. */
export const RULES: readonly Rule[] = [
  references,
  paths,
  queues,
  sourceColumns,
  viewColumns,
  datasetColumns,
  modelColumns,
  liveColumns,
  sqlProblems,
  conditions,
  aggregates,
  onDemand,
  eventTimes,
  splits,
  uniqueInputs,
  labelLeakage,
  labelTypes,
  trainers,
  limits,
  metricTasks,
  championFields,
  gateTests,
  registeredModels,
  budgets,
  replicas,
  authentication,
  servedViews,
  rolloutColumns,
  rolloutStrategy,
  rolloutWeights,
  rolloutTime,
  rolloutAnalysis,
  sequentialAnalysis,
  driftRules,
  monitorOutcomes,
  retrainActions,
  schedules,
  aggregatedTypes,
  timeInputs,
  labelConversion,
  labelValues,
  expectationTypes,
  setValues,
  driftColumns,
  sliceColumns,
  selectionOnOutcome,
  limitDirection,
  contradictingLimits,
  repeatedLimits,
  shareLimits,
  successConditions,
  rolloutExposure,
  rolloutChecks,
  analysisTime,
  outcomeTime,
  firstWeight,
  headerRoutes,
  idleSteps,
  latencyLimits,
  batchingTimes,
  performanceDrops,
  gateAndMonitor,
  driftNoise,
  manyTests,
  referenceWindows,
  logRetention,
  monitorRhythm,
  streaks,
  rollbackOnDrift,
  unboundedRetraining,
  competingMonitors,
  idleMonitors,
  silentNotifications,
  scheduleAndBudget,
  budgetReach,
  gpuBudgets,
  retrainCauses,
  pipelineSchedule,
  surprisingSchedules,
  viewRefresh,
  approvals,
  artifactStores,
  classWeights,
  connections,
  decisionThreshold,
  environmentNames,
  fairnessGates,
  formatNames,
  identifierInputs,
  images,
  kubernetesLabels,
  labelDelay,
  latencyGate,
  looseExpectations,
  memoryUnits,
  modelCards,
  networkShape,
  personalInputs,
  ports,
  randomSplit,
  repeatedFeatures,
  scaling,
  secretNames,
  servingHardware,
  sharedTargets,
  splitWindow,
  spotRetries,
  trainerHardware,
  zeroDurations,
  historyLength,
  testRows,
  expectedTraffic,
  constantInputs,
  unused,
]
