/** Pseudo-random whole numbers from 0 to 2^32 - 1. The same seed gives the same numbers on every machine. */
export type Random = () => number

/**
 * sfc32, Chris Doty-Humphrey's small fast counter generator (PractRand), seeded with whole numbers. Different seeds, such as
 * (seed, epoch), give unrelated sequences. Not for secrets.
 */
export function randomOf(...seeds: readonly number[]): Random {
  let a = 0x9e3779b9
  let b = 0x243f6a88
  let c = 0xb7e15162
  let counter = 1
  const next = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (const seed of seeds) {
    a ^= seed | 0
    b ^= Math.floor(seed / 2 ** 32) | 0
    for (let i = 0; i < 12; i++) next()
  }
  return next
}

/** A whole number from 0 to n - 1. */
export function randomIndex(random: Random, n: number): number {
  return Math.floor((random() / 2 ** 32) * n)
}

/** Shuffles in place (Fisher and Yates). */
export function shuffle(items: Uint32Array, random: Random): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = randomIndex(random, i + 1)
    const kept = items[i] ?? 0
    items[i] = items[j] ?? 0
    items[j] = kept
  }
}
