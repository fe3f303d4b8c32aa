// Generates TypeScript types and precompiled validators from the JSON Schemas in schema/.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import Ajv2020 from 'ajv/dist/2020.js'
import standaloneCode from 'ajv/dist/standalone/index.js'
import addFormats from 'ajv-formats'
import { build } from 'esbuild'
import { compile } from 'json-schema-to-typescript'

const OUT = new URL('../schema/generated/', import.meta.url)
const HEADER = '// Generated from the JSON Schema by scripts/generate.mjs. Do not edit.\n'

/** Each schema, the name of its types file, and the validators it exports by name. */
const SCHEMAS = [
  { file: 'aifactory.v1.schema.json', types: 'aifactory', validators: { validateDocument: '#' } },
  {
    file: 'jobs.v1.schema.json',
    types: 'jobs',
    validators: {
      validateJobSpec: '#/$defs/JobSpec',
      validateServingConfig: '#/$defs/ServingConfig',
      validateModelManifest: '#/$defs/ModelManifest',
      validateJobStep: '#/$defs/JobStep',
      validateChampionRecord: '#/$defs/ChampionRecord',
    },
  },
]

await mkdir(OUT, { recursive: true })
for (const { file, types, validators } of SCHEMAS) {
  const schema = JSON.parse(await readFile(new URL(`../schema/${file}`, import.meta.url), 'utf8'))
  const text = await compile(structuredClone(schema), types, {
    bannerComment: HEADER,
    unreachableDefinitions: true,
    unknownAny: true,
    style: { semi: false, singleQuote: true },
  })
  await writeFile(new URL(`${types}.ts`, OUT), text)

  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    discriminator: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
    code: { source: true, esm: true, lines: true },
  })
  addFormats(ajv, ['date-time'])
  ajv.addSchema(schema)
  const refs = Object.fromEntries(Object.entries(validators).map(([name, ref]) => [name, `${schema.$id}${ref === '#' ? '' : ref}`]))
  const code = standaloneCode(ajv, refs)
  // ajv's ESM output still calls require() for its runtime helpers (ajv#1976), so it is bundled here.
  const bundled = await build({
    stdin: { contents: code, resolveDir: new URL('..', import.meta.url).pathname, loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    write: false,
  })
  await writeFile(new URL(`${types}-validators.js`, OUT), HEADER + bundled.outputFiles[0].text)
  const declarations = Object.keys(validators).map((name) => `export declare const ${name}: ValidateFunction`)
  await writeFile(
    new URL(`${types}-validators.d.ts`, OUT),
    `${HEADER}import type { ValidateFunction } from 'ajv'\n\n${declarations.join('\n')}\n`,
  )
}
