import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'

const VERSIONS = ['v1']

/** `aifactory schema`: prints the JSON Schema of a version of the language, for editors that read schemas. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = new Command('aifactory schema')
    .description('Print the JSON Schema (2020-12) of aifactory.yaml.')
    .addOption(new Option('--version <version>', 'version of the language').choices(VERSIONS).default('v1'))
    .addOption(new Option('--partial', 'of included files and overrides instead').default(false))
  return runCommand(command, args, async () => {
    const { version, partial } = command.opts<{ version: string; partial: boolean }>()
    output.out(readSchema(`aifactory.${version}${partial ? '.partial' : ''}.schema.json`))
    return 0
  })
}

/** Schemas are published beside the program, in schema/. */
function readSchema(name: string): string {
  for (const folder of ['../schema/', '../../schema/']) {
    try {
      return readFileSync(new URL(`${folder}${name}`, import.meta.url), 'utf8')
    } catch {
      // The next place.
    }
  }
  throw new Error(`${name} is missing from the package`)
}
