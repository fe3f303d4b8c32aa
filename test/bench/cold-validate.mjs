// The whole process of `aifactory validate` on the example, beside `node -e 0`, in turn: the ratio says what ours adds to
// starting Node. Wall-clock milliseconds; medians over the pairs.
import { fileURLToPath } from 'node:url'
import { inTurn, timed } from './in-turn.mjs'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const LIMIT = 1.4
/** Certificates that the environment adds to Node's own are read at the start of both, and would hide what is ours. */
const { NODE_EXTRA_CA_CERTS: _, ...ENVIRONMENT } = process.env

export function benchColdValidate(pairs = 25) {
  const validate = [at('../../bin/aifactory.js'), 'validate', at('../../examples/flight-delays')]
  const env = ENVIRONMENT
  const { ms, ratio } = inTurn(
    { bare: () => timed(process.execPath, ['-e', '0'], { env }), ours: () => timed(process.execPath, validate, { env }) },
    pairs,
  )
  return { bareMs: ms.bare, oursMs: ms.ours, ratio: ratio('ours', 'bare'), withinLimits: ratio('ours', 'bare') <= LIMIT }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { bareMs, oursMs, ratio } = benchColdValidate(Number(process.argv[2] ?? 25))
  console.log(`node -e 0 ${bareMs.toFixed(1)} ms, validate ${oursMs.toFixed(1)} ms: ${ratio.toFixed(2)} times (to reach: ${LIMIT})`)
}
