import { lowerIsBetter } from '../../schema/metric-direction.js'

export const higherIsBetter = (metric: string): boolean => !lowerIsBetter(metric)
