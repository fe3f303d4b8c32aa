import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Cores that this process may use: those of the machine or, where that is less, the quota of its control group (v2), rounded up. */
export function cpuCount(read: () => string = readQuota): number {
  try {
    const [quota, period] = read().trim().split(' ').map(Number)
    if (quota && period) return Math.max(1, Math.min(availableParallelism(), Math.ceil(quota / period)))
  } catch {
    // No control groups here.
  }
  return availableParallelism()
}

function readQuota(): string {
  return readFileSync('/sys/fs/cgroup/cpu.max', 'utf8')
}
