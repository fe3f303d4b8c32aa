import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { referencePage } from '../scripts/reference.mjs'

it('the reference page says what the schema says (npm run docs writes it)', async () => {
  expect(await readFile(new URL('../docs/reference.md', import.meta.url), 'utf8')).toBe(await referencePage())
})
