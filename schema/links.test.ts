import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

async function markdownFiles(): Promise<string[]> {
  const folders = ['docs', 'examples']
  const names = await Promise.all(
    folders.map(async (folder) => (await readdir(join(ROOT, folder), { recursive: true })).map((name) => join(folder, name))),
  )
  const top = await readdir(ROOT)
  return [...top, ...names.flat()].filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
}

/** Text without code, in which brackets and parentheses mean nothing. */
const prose = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '')

/** GitHub's name of a heading: lower case, signs left out, blanks as dashes. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
    .replaceAll(' ', '-')

async function brokenLinks(file: string): Promise<string[]> {
  const text = await readFile(join(ROOT, file), 'utf8')
  const targets = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
  const broken: string[] = []
  for (const target of targets) {
    const [path = '', anchor] = target.split('#')
    const at = path === '' ? join(ROOT, file) : join(ROOT, dirname(file), path)
    if (relative(ROOT, at).startsWith('..') || !existsSync(at)) broken.push(target)
    else if (anchor !== undefined && at.endsWith('.md')) {
      const headings = [...prose(await readFile(at, 'utf8')).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))
      if (!headings.includes(anchor)) broken.push(target)
    }
  }
  return broken
}

const files = await markdownFiles()

it('finds the documents', () => {
  expect(files).toEqual(expect.arrayContaining(['README.md', join('docs', 'reference.md'), join('docs', 'diagnostics', 'README.md')]))
})

it.each(files)('%s links to what is there', async (file) => {
  expect(await brokenLinks(file)).toEqual([])
})
