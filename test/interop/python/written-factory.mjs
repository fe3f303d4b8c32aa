// Writes a factory of the unit tests into a file: `full`, which uses every field, or `hostile`, with texts that would break out.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const [which, path] = process.argv.slice(2)
const source = fileURLToPath(new URL(`../../../compiler/testing/${which}-factory.ts`, import.meta.url))
const { outputFiles } = await build({
  entryPoints: [source],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
  minifyWhitespace: true,
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(process.cwd() + '/');" },
})
const { FULL, hostileFactory } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)
writeFileSync(path, which === 'full' ? FULL : hostileFactory())
