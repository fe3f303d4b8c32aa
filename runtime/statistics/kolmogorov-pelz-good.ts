/**
 * Probability that the one-sample Kolmogorov-Smirnov statistic of n rows is at most d, by the series in 1 / sqrt(n) of Pelz
 * and Good, Approximating the lower tail-areas of the Kolmogorov-Smirnov one-sample statistic, JRSS B 38 (1976), in the
 * notation of Simard and L'Ecuyer (2011), section 2.4. For n above 140.
 */
export function pelzGoodCumulative(d: number, n: number): number {
  const z = Math.sqrt(n) * d
  const z2 = z * z
  const z4 = z2 * z2
  const z6 = z4 * z2
  const pi2 = Math.PI ** 2
  const pi4 = pi2 * pi2
  const pi6 = pi4 * pi2
  let k0 = 0
  let k1 = 0
  let k2 = 0
  let k3 = 0
  // Sums over all integers; both are even, so each positive term stands for two.
  const last = Math.ceil((16 * z) / Math.PI)
  for (let k = last; k >= 0; k--) {
    const h2 = (k + 0.5) ** 2
    const weight = 2 * Math.exp((-pi2 * h2) / (2 * z2))
    k0 += weight
    k1 += weight * (pi2 * h2 - z2)
    k2 += weight * (6 * z6 + 2 * z4 + pi2 * (2 * z4 - 5 * z2) * h2 + pi4 * (1 - 2 * z2) * h2 ** 2)
    k3 +=
      weight *
      (pi6 * (5 - 30 * z2) * h2 ** 3 + pi4 * (-60 * z2 + 212 * z4) * h2 ** 2 + pi2 * (135 * z4 - 96 * z6) * h2 - 30 * z6 - 90 * z4 * z4)
  }
  let k2whole = 0
  let k3whole = 0
  for (let k = last; k >= 1; k--) {
    const weight = 2 * Math.exp((-pi2 * k * k) / (2 * z2))
    k2whole += weight * pi2 * k * k
    k3whole += weight * (3 * pi2 * k * k * z2 - pi4 * k ** 4)
  }
  const first = k0 / z
  const second = k1 / (6 * z4) / Math.sqrt(n)
  const third = (k2 / (72 * z6 * z) - k2whole / (36 * z2 * z)) / n
  const fourth = (k3 / (6480 * z6 * z4) + k3whole / (216 * z6)) / n ** 1.5
  return Math.sqrt(Math.PI / 2) * (first + second + third + fourth)
}
