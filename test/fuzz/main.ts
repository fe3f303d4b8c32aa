import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { factories } from './documents.js'
import { holds } from './properties.js'

/** Tries as many factories as the first argument says, from the seed of the second; prints what fails, smallest form first. */
const [count = '100000', seed = String(Date.now() % 1_000_000), example = 'examples/flight-delays/aifactory.yaml'] = process.argv.slice(2)
const BATCH = 250
const tried = factories(readFileSync(example, 'utf8'))
const started = Date.now()
const codes = new Map<string, number>()
let passed = 0
let failed = 0

for (let batch = 0; batch * BATCH < Number(count); batch++) {
  const numRuns = Math.min(BATCH, Number(count) - batch * BATCH)
  const property = fc.asyncProperty(tried, fc.nat(19), async (files, turn) => {
    for (const { code } of await holds(files, turn === 0)) codes.set(code, (codes.get(code) ?? 0) + 1)
  })
  const result = await fc.check(property, { numRuns, seed: Number(seed) + batch, endOnFailure: false })
  passed += result.failed ? result.numRuns - 1 : numRuns
  if (result.failed) {
    failed++
    console.log(`seed ${Number(seed) + batch}: ${String(result.errorInstance)}\n${JSON.stringify(result.counterexample)}`)
  }
  if (batch % 20 === 19) console.log(`${(batch + 1) * BATCH} tried, ${((Date.now() - started) / 1000).toFixed(0)} s`)
}

console.log(`${codes.size} codes were reported, ${[...codes.values()].reduce((sum, times) => sum + times, 0)} times, seed ${seed}`)
console.log(`${((Date.now() - started) / 1000).toFixed(0)} s`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
