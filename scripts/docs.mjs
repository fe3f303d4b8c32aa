// Writes the generated pages of docs/.
import { writeFile } from 'node:fs/promises'
import { referencePage } from './reference.mjs'

await writeFile(new URL('../docs/reference.md', import.meta.url), await referencePage())
