import { Command, Option } from 'commander'
import pc from 'picocolors'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'
import type { Desk } from './desk.js'

export interface OperateOptions {
  readonly dir: string
  readonly output: 'pretty' | 'json'
}

/** What a command prints, for people and for programs, and its exit status. */
export interface Told {
  readonly text: (colours: ReturnType<typeof pc.createColors>) => string
  readonly json: unknown
  readonly status?: number
}

/** Options of every command that looks at a factory that is at work, or asks something of it. */
export function operateCommand(name: string, description: string): Command {
  return new Command(`aifactory ${name}`)
    .description(description)
    .addOption(new Option('--dir <folder>', 'folder with aifactory.yaml').default('.'))
    .addOption(new Option('--output <format>', 'how to print').choices(['pretty', 'json']).default('pretty'))
}

/** Runs a command against the factory of a folder. */
export function runOperate<T extends OperateOptions>(
  command: Command,
  args: readonly string[],
  body: (desk: Desk, options: T, given: readonly (string | undefined)[]) => Promise<Told>,
  output: Output = processOutput(),
): Promise<number> {
  return runCommand(command, args, async () => {
    const options = command.opts<T>()
    const { openLocalDesk } = await import('./local-desk.js')
    let desk: Desk | undefined
    try {
      desk = openLocalDesk(options.dir)
      const { text, json, status = 0 } = await body(desk, options, command.processedArgs as (string | undefined)[])
      output.out(options.output === 'json' ? `${JSON.stringify(json, undefined, 2)}\n` : text(pc.createColors(output.colour)))
      return status
    } catch (error) {
      if (options.output !== 'json' || !(error instanceof AIFactoryError)) throw error
      const { code, message, hint, detail } = error
      output.out(`${JSON.stringify({ error: { code, message, hint, detail } }, undefined, 2)}\n`)
      return 1
    } finally {
      desk?.close()
    }
  })
}
