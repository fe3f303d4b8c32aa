const NAMES: Readonly<Record<string, string>> = {
  roc_auc: 'ROC AUC',
  pr_auc: 'PR AUC',
  brier: 'Brier score',
  log_loss: 'Log loss',
  ece: 'ECE',
  f1: 'F1',
  mae: 'MAE',
  rmse: 'RMSE',
  mape: 'MAPE',
  r2: 'R²',
}

/** A metric as people write it. */
export function metricName(metric: string): string {
  return NAMES[metric] ?? metric.replaceAll('_', ' ')
}
