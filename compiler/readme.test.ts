import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { compileText } from './testing/compile-text.js'

it('the file in the README has no problems', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? []
  const { diagnostics, factory } = await compileText(example, { platform: 'embedded' })
  expect(diagnostics).toEqual([])
  expect(Object.keys(factory?.endpoints ?? {})).toEqual(['delay-api'])
})
