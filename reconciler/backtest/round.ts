/** A number with so many decimals: what comes after them depends on the order of sums, and would differ from run to run. */
export function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals))
}
