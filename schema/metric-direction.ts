const LOWER_IS_BETTER: ReadonlySet<string> = new Set(
  (
    'error_rate latency_p50 latency_p95 latency_p99 log_loss brier ece mae rmse mape smape ' +
    'prediction_psi prediction_churn prediction_difference'
  ).split(' '),
)

/** Whether a smaller value of a metric is the better one; for all others a larger one is. */
export function lowerIsBetter(metric: string): boolean {
  return LOWER_IS_BETTER.has(metric)
}
