import { spawnSync } from 'node:child_process'

/** Wall-clock milliseconds of a whole process that must succeed. */
export function timed(program, args, options = {}) {
  const start = process.hrtime.bigint()
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20, ...options })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${error?.message ?? stderr.slice(-2000)}`)
  return Number(process.hrtime.bigint() - start) / 1e6
}

/**
 * Runs programs in turn, so that whatever else the machine does falls on all of them.
 * @param commands functions that each take some milliseconds and return them, by name.
 * @returns for each name the median, and `ratio(a, b)`: the median over the rounds of a's time by b's.
 */
export function inTurn(commands, rounds) {
  const names = Object.keys(commands)
  for (const name of names) commands[name]()
  const measured = Array.from({ length: rounds }, () => Object.fromEntries(names.map((name) => [name, commands[name]()])))
  return {
    ms: Object.fromEntries(names.map((name) => [name, median(measured.map((round) => round[name]))])),
    ratio: (a, b) => median(measured.map((round) => round[a] / round[b])),
  }
}

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
