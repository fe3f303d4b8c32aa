// Bundles the extension into dist/, with the schema and the licence beside it: all that `vsce package` puts into its file.
import { cpSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

await build({
  entryPoints: [at('src/extension.ts')],
  outfile: at('dist/extension.js'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  minify: true,
  logLevel: 'warning',
})
mkdirSync(at('schema'), { recursive: true })
cpSync(at('../../schema/aifactory.v1.schema.json'), at('schema/aifactory.v1.schema.json'))
cpSync(at('../../schema/aifactory.v1.partial.schema.json'), at('schema/aifactory.v1.partial.schema.json'))
cpSync(at('../../LICENSE'), at('LICENSE'))
