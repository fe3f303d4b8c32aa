// Generates TypeScript types, precompiled validators and the table of defaults from the JSON Schemas in schema/.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import Ajv2020 from 'ajv/dist/2020.js'
import standaloneCode from 'ajv/dist/standalone/index.js'
import addFormats from 'ajv-formats'
import { build } from 'esbuild'
import { compile } from 'json-schema-to-typescript'
import { deprecatedFields } from './deprecated-fields.mjs'
import { partialSchema, withoutPartial } from './partial-schema.mjs'

const OUT = new URL('../schema/generated/', import.meta.url)
const HEADER = '// Generated from the JSON Schema by scripts/generate.mjs. Do not edit.\n'

/**
 * Each schema, the name of its types file, and the validators it exports by name. The compiler writes its own messages,
 * and every byte that `validate` loads costs start-up time, so its validator carries none.
 */
const SCHEMAS = [
  { file: 'aifactory.v1.schema.json', types: 'aifactory', messages: false, defaults: true, validators: { validateDocument: '#' } },
  {
    file: 'jobs.v1.schema.json',
    types: 'jobs',
    messages: true,
    validators: {
      validateJobSpec: '#/$defs/JobSpec',
      validateServingConfig: '#/$defs/ServingConfig',
      validateModelManifest: '#/$defs/ModelManifest',
      validateJobStep: '#/$defs/JobStep',
      validateKeyedJob: '#/$defs/KeyedJob',
      validateJobOutcome: '#/$defs/JobOutcome',
      validateChampionRecord: '#/$defs/ChampionRecord',
    },
  },
  { file: 'plan.v1.schema.json', types: 'plan', messages: true, validators: { validatePlan: '#/$defs/Plan' } },
  { file: 'backtest.v1.schema.json', types: 'backtest', messages: true, validators: { validateBacktestReport: '#' } },
]

await mkdir(OUT, { recursive: true })
const whole = JSON.parse(await readFile(new URL('../schema/aifactory.v1.schema.json', import.meta.url), 'utf8'))
await writeFile(
  new URL('../schema/aifactory.v1.partial.schema.json', import.meta.url),
  `${JSON.stringify(partialSchema(whole), undefined, 2)}\n`,
)

for (const { file, types, messages, defaults, validators } of SCHEMAS) {
  const schema = withoutPartial(JSON.parse(await readFile(new URL(`../schema/${file}`, import.meta.url), 'utf8')))
  const text = await compile(structuredClone(schema), types, {
    bannerComment: HEADER,
    unreachableDefinitions: true,
    unknownAny: true,
    style: { semi: false, singleQuote: true },
  })
  await writeFile(new URL(`${types}.ts`, OUT), text)

  const ajv = new Ajv2020({
    allErrors: true,
    messages,
    discriminator: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
    inlineRefs: false,
    code: { source: true, esm: true, optimize: 2 },
  })
  addFormats(ajv, ['date-time'])
  ajv.addSchema(withoutAnnotations(schema))
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
  if (!defaults) continue
  await writeFile(new URL(`${types}-defaults.ts`, OUT), HEADER + defaultsModule(schema))
  const list = JSON.stringify(deprecatedFields(schema))
  const type = '{ readonly field: string; readonly replacedBy?: string }'
  await writeFile(new URL(`${types}-deprecated.ts`, OUT), `${HEADER}export const DEPRECATED: readonly ${type}[] = ${list}\n`)
}

/** The schema without what has no effect on validity: ajv copies parts of a schema into its code. The names of properties are kept. */
function withoutAnnotations(schema, named = false) {
  if (Array.isArray(schema)) return schema.map((item) => withoutAnnotations(item))
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(
    ([key]) => named || !['title', 'description', 'examples', 'default', 'deprecated', 'x-replacedBy'].includes(key),
  )
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutAnnotations(value, !named && ['properties', '$defs'].includes(key))]))
}

/** The defaults of each definition's fields, so that the compiler need not write them a second time. Objects inside a definition are named Definition.field. */
function defaultsModule(schema) {
  const table = {}
  const collect = (name, { properties = {}, anyOf = [] }) => {
    for (const branch of anyOf) collect(name, branch)
    for (const [field, definition] of Object.entries(properties)) {
      if (definition.default !== undefined) table[name] = { ...table[name], [field]: definition.default }
      if (definition.properties) collect(`${name}.${field}`, definition)
    }
  }
  for (const [name, definition] of Object.entries(schema.$defs)) collect(name, definition)
  // A definition with a default of its own, such as Severity, gives it to every field that refers to it.
  for (const [name, { properties = {} }] of Object.entries(schema.$defs)) {
    for (const [field, { $ref }] of Object.entries(properties)) {
      const shared = $ref && schema.$defs[$ref.slice('#/$defs/'.length)]?.default
      if (shared !== undefined && table[name]?.[field] === undefined) table[name] = { ...table[name], [field]: shared }
    }
  }
  return `\nexport const DEFAULTS = ${JSON.stringify(table, undefined, 2)} as const\n`
}
