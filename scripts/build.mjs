// Generates the contracts if their schemas changed, then bundles the program into dist/.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { build } from 'esbuild'

const root = new URL('..', import.meta.url)
const at = (path) => new URL(path, root).pathname
const modified = (path) => (existsSync(at(path)) ? statSync(at(path)).mtimeMs : 0)

const inputs = [
  'schema/aifactory.v1.schema.json',
  'schema/jobs.v1.schema.json',
  'schema/plan.v1.schema.json',
  'schema/backtest.v1.schema.json',
  'scripts/generate.mjs',
  'scripts/deprecated-fields.mjs',
  'scripts/partial-schema.mjs',
]
const oldest = Math.min(
  ...[
    'aifactory.ts',
    'aifactory-defaults.ts',
    'aifactory-deprecated.ts',
    'jobs.ts',
    'aifactory-validators.js',
    'jobs-validators.js',
    'plan.ts',
    'plan-validators.js',
    'backtest.ts',
    'backtest-validators.js',
  ].map((f) => modified(`schema/generated/${f}`)),
  modified('schema/aifactory.v1.partial.schema.json'),
)
if (oldest < Math.max(...inputs.map(modified))) await import('./generate.mjs')

const { dependencies } = JSON.parse(await readFile(at('package.json'), 'utf8'))

/** What verdicts on SQL expressions depend on beside the question, so that those of another build are not taken from the cache. */
const analysis = createHash('sha256').update(dependencies['@duckdb/node-api'])
for (const name of readdirSync(at('compiler/sql/duckdb')).sort())
  if (!name.includes('.test.')) analysis.update(readFileSync(at(`compiler/sql/duckdb/${name}`)))
analysis.update(readFileSync(at('compiler/columns/sql-tokens.ts')))
const define = { 'globalThis.AIFACTORY_SQL_ANALYSIS': JSON.stringify(analysis.digest('hex').slice(0, 16)) }
/** Small and on the way of every command, so they are bundled; the rest is loaded when it is needed. */
const BUNDLED = ['yaml', 'commander', 'picocolors', 'ajv', 'ajv-formats', 'vscode-languageserver', 'vscode-languageserver-textdocument']

rmSync(at('dist'), { recursive: true, force: true })
await build({
  entryPoints: {
    cli: at('cli/main.ts'),
    job: at('runtime/job.ts'),
    server: at('runtime/serve/server.ts'),
    'server-worker': at('runtime/serve/worker.ts'),
    'factory-worker': at('cli/monorepo/worker.ts'),
    resident: at('cli/resident/main.ts'),
  },
  outdir: at('dist'),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  sourcemap: 'linked',
  external: Object.keys(dependencies).filter((name) => !BUNDLED.includes(name)),
  define,
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  logLevel: 'warning',
})

// `validate` runs in commit hooks and editors, and `render` in pipes, so each starts from a bundle of its own. ASCII, since it is
// read as latin1.
await build({
  entryPoints: { validate: at('cli/validate-start.ts'), render: at('cli/render-start.ts') },
  outdir: at('dist'),
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  minify: true,
  charset: 'ascii',
  define,
  external: ['@duckdb/node-api'],
  // The bundle runs as a script, which can only require what is not in it: bin/load-cached.js calls it as a function.
  banner: { js: '(function (exports, require, module) {' },
  footer: { js: '})' },
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
})
for (const command of ['validate', 'render'])
  execFileSync(process.execPath, [at('scripts/code-cache.cjs'), command], { stdio: ['ignore', 'ignore', 'ignore'] })

// A resident process answers only for the build that it is of. Names of chunks are digests of what is in them.
const id = createHash('sha256')
for (const name of readdirSync(at('dist')).sort()) if (/\.c?js$/.test(name)) id.update(name).update(readFileSync(at(`dist/${name}`)))
writeFileSync(at('dist/build-id'), `${id.digest('hex').slice(0, 16)}\n`)

// The status page's script and style, which the program puts into one page.
await build({
  entryPoints: { dashboard: at('cli/dashboard/page/main.ts') },
  outdir: at('dist'),
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: ['es2022', 'chrome110', 'firefox115', 'safari16'],
  minify: true,
  charset: 'utf8',
  logLevel: 'warning',
})

// What is committed in deploy/ follows the code.
await import('./deploy.mjs')
