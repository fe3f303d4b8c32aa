import { expect, test } from 'vitest'
import { ALL_CODES } from '../help/code-page.js'
import type { Output } from '../terminal/output.js'
import { run } from './help.js'

async function help(...args: string[]) {
  const written = { out: '', error: '' }
  const output: Output = { out: (text) => (written.out += text), error: (text) => (written.error += text), colour: false }
  return { status: await run(args, output), ...written }
}

test('a code is explained, with an example of each kind', async () => {
  const { status, out } = await help('af2001')
  expect(status).toBe(0)
  const [title, , facts] = out.split('\n')
  expect([title, facts]).toEqual(['AF2001: Unknown field', expect.stringMatching(/^Schema, error, since 0\.1\.0\. Put right by /)])
  expect(out).toMatch(/Wrong:\n\n {4}spec:\n {6}endpoints:[\s\S]*Right:\n\n {4}spec:/)
  expect(out).not.toMatch(/```|\|/)
})

test('every code has a page', async () => {
  for (const code of ALL_CODES) expect((await help(code)).out).toMatch(new RegExp(`^${code}: `))
})

test.each([['AF2O01'], ['nonsense'], ['AF2001', 'AF2002'], ['__proto__'], ['']])('%s %s is no code', async (...args) => {
  const { status, error } = await help(...args)
  expect(status).toBe(2)
  expect(error).toContain('usage: aifactory help')
})
