import type { EvaluateJob } from '../../schema/generated/jobs.js'
import type { LinkedGates, LinkedModel } from './factory.js'

type Needs = Pick<EvaluateJob, 'comparisons' | 'sliceMetrics' | 'fairness' | 'robustness' | 'behaviour' | 'measureLatency'>

/** What gates need to be measured, apart from the limits that they set. */
export function gateNeeds({ metrics, fairness, robustness, behaviour, latency }: LinkedGates): Needs {
  return {
    comparisons: metrics
      .filter(({ versus }) => versus)
      .map(({ metric, confidence, slice }) => ({ metric, confidence: confidence ?? 0.95, slice })),
    sliceMetrics: metrics.flatMap(({ slice }) => (slice ? [slice] : [])),
    fairness: fairness.map(({ column, metric, minSamples }) => ({ column, metric, minSamples })),
    ...(robustness && { robustness: robustness.map(({ check }) => check) }),
    ...(behaviour && { behaviour: behaviour.map(({ check }) => check) }),
    measureLatency: latency !== undefined,
  }
}

/** An evaluation of a model without the places of its artifacts; comparisons are those for where there is a champion. */
export function evaluationNeeds({
  task,
  evaluation,
  gates,
}: Pick<LinkedModel, 'task' | 'evaluation' | 'gates'>): Omit<
  EvaluateJob,
  'kind' | 'outputDir' | 'datasetDir' | 'modelDir' | 'championDir'
> {
  return {
    task,
    slices: [...evaluation.slices],
    minSliceSize: evaluation.minSliceSize,
    threshold: evaluation.threshold,
    ...gateNeeds(gates),
    seed: 0,
  }
}
