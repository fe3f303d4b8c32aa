const LOWER_IS_BETTER: ReadonlySet<string> = new Set(['log_loss', 'brier', 'ece', 'mae', 'rmse', 'mape', 'smape'])

export const higherIsBetter = (metric: string): boolean => !LOWER_IS_BETTER.has(metric)
