import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { factories } from './documents.js'
import { holds } from './properties.js'

const EXAMPLE = readFileSync(new URL('../../examples/flight-delays/aifactory.yaml', import.meta.url), 'utf8')

// `npm run test:fuzz` tries 100,000.
test('whatever a factory says, validate ends, always alike, with places inside the files and fixes that can be made', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(factories(EXAMPLE), fc.boolean(), async (files, thorough) => {
      for (const { code } of await holds(files, thorough)) seen.add(code)
    }),
    { numRuns: 300 },
  )
  // The factories are broken in many ways, not all in one.
  expect(seen.size).toBeGreaterThan(15)
})
