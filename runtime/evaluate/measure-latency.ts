import type { ColumnValues } from '../model/feeds.js'
import { loadPredictor } from '../model/load-predictor.js'

const WARM_UP = 50
const SAMPLES = 1000

/** Milliseconds of one-row predictions in this process with one thread, over different rows: what serving adds to is not in it. */
export async function measureLatency(dir: string, columns: Readonly<Record<string, ColumnValues>>, rows: number) {
  if (rows === 0) return undefined
  const predictor = await loadPredictor(dir, { intraOpNumThreads: 1 })
  const times = new Float64Array(SAMPLES)
  try {
    for (let i = -WARM_UP; i < SAMPLES; i++) {
      const row = (i + WARM_UP) % rows
      const one = Object.fromEntries(predictor.manifest.inputs.map(({ name }) => [name, [columns[name]?.[row] ?? null]]))
      const started = performance.now()
      await predictor.predict(one, 1)
      if (i >= 0) times[i] = performance.now() - started
    }
  } finally {
    await predictor.close()
  }
  times.sort()
  const at = (share: number) => Math.round((times[Math.ceil(share * SAMPLES) - 1] ?? 0) * 10_000) / 10_000
  return { p50: at(0.5), p99: at(0.99), samples: SAMPLES }
}
