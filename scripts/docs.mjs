// Writes the generated pages of docs/.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { backendsPage } from './backends-page.mjs'
import { referencePage } from './reference.mjs'

const docs = new URL('../docs/', import.meta.url)
await writeFile(new URL('reference.md', docs), await referencePage())

const program = {
  ...(await load('compiler/backends/backends.ts')),
  ...(await load('compiler/backends/backend.ts')),
  ...(await load('compiler/backends/tools.ts')),
  ...(await load('compiler/backends/tool.ts')),
}
await writeFile(new URL('backends.md', docs), await backendsPage(program))

const folder = new URL('diagnostics/', docs)
const { CODES } = await load('compiler/diagnostics/codes.ts')
const { diagnosticsPages } = await load('compiler/diagnostics/pages.ts')
const { PROBLEMS } = await load('schema/problems/problems.ts')
const pages = diagnosticsPages(CODES, PROBLEMS)
await mkdir(folder, { recursive: true })
for (const name of await readdir(folder)) if (!pages.has(name)) await rm(new URL(name, folder))
for (const [name, text] of pages) await writeFile(new URL(name, folder), text)

/** A module in TypeScript, which Node 20 does not load by itself; what it imports from packages is resolved from here. */
async function load(path) {
  const outfile = new URL(`../dist/docs/${path.replace(/\.ts$/, '.mjs')}`, import.meta.url)
  await build({
    entryPoints: [new URL(`../${path}`, import.meta.url).pathname],
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    outfile: outfile.pathname,
  })
  return import(outfile.href)
}
