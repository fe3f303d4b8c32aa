import type { LinkedModel } from '../../compiler/graph/factory.js'
import type { MetricValues, Task } from '../../schema/generated/jobs.js'

const OF_TASK: Readonly<Partial<Record<Task, string>>> = { binary_classification: 'roc_auc', multiclass_classification: 'accuracy' }

/** The metric by which policies are compared: that of the model's first gate which was measured, else the task's own. */
export function mainMetric({ gates, task }: LinkedModel, measured: MetricValues): string {
  const gate = gates.metrics.find(({ metric, slice }) => slice === undefined && measured[metric] !== undefined)
  return gate?.metric ?? OF_TASK[task] ?? 'rmse'
}
