// Writes deploy/: the kustomize base and the Helm chart, from the code that `aifactory install` runs.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = new URL('..', import.meta.url).pathname
const folder = await mkdtemp(join(tmpdir(), 'aifactory-deploy-'))
const bundle = join(folder, 'deploy-files.mjs')
await build({
  entryPoints: [join(root, 'cli/install/deploy-files.ts')],
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  logLevel: 'warning',
})
const { deployFiles } = await import(pathToFileURL(bundle).href)
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
await rm(join(root, 'deploy'), { recursive: true, force: true })
for (const [path, text] of deployFiles(version)) {
  const file = join(root, 'deploy', path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
await rm(folder, { recursive: true, force: true })
