import { readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { PROBLEMS } from './problems.js'

const ROOT = new URL('../../', import.meta.url)
const FOLDERS = ['cli', 'compiler', 'reconciler', 'runtime']

/** Codes in the program's text, without those in comments and those that are only compared with. */
async function thrownCodes(): Promise<Set<string>> {
  const codes = new Set<string>()
  for (const folder of FOLDERS) {
    const names = await readdir(new URL(folder, ROOT), { recursive: true })
    for (const name of names.filter((file) => /(?<!\.test|\.d)\.ts$/.test(file))) {
      const text = await readFile(new URL(`${folder}/${name}`, ROOT), 'utf8')
      const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
      const written = code.replaceAll(/(?:[!=]== |includes\()'AF\d{4}'/g, '')
      for (const [found] of written.matchAll(/\bAF[78]\d{3}\b/g)) codes.add(found)
    }
  }
  return codes
}

it('documents every code that jobs and the platform give, and no other', async () => {
  expect(Object.keys(PROBLEMS).sort()).toEqual([...(await thrownCodes())].sort())
})

it.each(Object.entries(PROBLEMS))('%s is told in whole sentences', (code, { title, meaning, action }) => {
  expect(code).toMatch(/^AF[78]\d{3}$/)
  expect(title).toMatch(/^[A-Z][^.]*$/)
  expect(meaning).toMatch(/^\S[\s\S]*\.$/)
  expect(action).toMatch(/^\S[\s\S]*\.$/)
})
