const LOWER_IS_BETTER: ReadonlySet<string> = new Set(['log_loss', 'brier', 'ece', 'mae', 'rmse', 'mape'])

export const higherIsBetter = (metric: string): boolean => !LOWER_IS_BETTER.has(metric)
