import { Argument, Command } from 'commander'
import { TOOL_NAMES, type ToolName } from '../../compiler/backends/tool-names.js'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'

/** `aifactory doctor [BACKEND...]`: says what backends need, and what of it this machine lacks. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = new Command('aifactory doctor')
    .description('Say what the backends of `aifactory render` need on this machine, with versions, and how to install what is missing.')
    .addArgument(new Argument('[backends...]', 'by default all of them').choices(TOOL_NAMES))
  return runCommand(command, args, async () => {
    const [given = []] = command.processedArgs as [ToolName[]?]
    const { doctorCommand } = await import('../doctor/doctor-command.js')
    return doctorCommand(given.length === 0 ? TOOL_NAMES : given, output)
  })
}
