// Writes the factory that uses every field, which unit tests change field by field, into a file.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const source = fileURLToPath(new URL('../../../compiler/testing/full-factory.ts', import.meta.url))
const { outputFiles } = await build({ entryPoints: [source], bundle: true, format: 'esm', write: false })
const { FULL } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)
writeFileSync(process.argv[2], FULL)
