import type { DriftRuleSpec } from '../../schema/generated/jobs.js'

/** What the statistics of drift are called. */
export const METHOD_NAMES: Readonly<Record<DriftRuleSpec['method'], string>> = {
  psi: 'PSI',
  ks: 'Kolmogorov-Smirnov test',
  wasserstein: 'Wasserstein distance',
  jensen_shannon: 'Jensen-Shannon distance',
  hellinger: 'Hellinger distance',
  l_infinity: 'L-infinity distance',
  chi_square: 'Chi-square test',
}
