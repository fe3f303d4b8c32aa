// The whole process of `aifactory validate` on the example, beside `node -e 0`, in turn: the ratio says what ours adds to
// starting Node. Wall-clock milliseconds; medians over the pairs.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const LIMIT = 1.5

export function benchColdValidate(pairs = 25) {
  const validate = [at('../../bin/aifactory.js'), 'validate', at('../../examples/flight-delays')]
  timed(validate)
  const measured = Array.from({ length: pairs }, () => ({ bare: timed(['-e', '0']), ours: timed(validate) }))
  const ratio = median(measured.map(({ bare, ours }) => ours / bare))
  return {
    bareMs: median(measured.map(({ bare }) => bare)),
    oursMs: median(measured.map(({ ours }) => ours)),
    ratio,
    withinLimits: ratio <= LIMIT,
  }
}

function timed(args) {
  const start = process.hrtime.bigint()
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`)
  return Number(process.hrtime.bigint() - start) / 1e6
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { bareMs, oursMs, ratio } = benchColdValidate()
  console.log(`node -e 0 ${bareMs.toFixed(1)} ms, validate ${oursMs.toFixed(1)} ms: ${ratio.toFixed(2)} times (to reach: ${LIMIT})`)
}
