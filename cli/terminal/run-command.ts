import { type Command, CommanderError } from 'commander'

/** Parses a command's arguments and runs it. Bad usage is told with the command's own help and gives exit status 2. */
export async function runCommand(command: Command, args: readonly string[], action: () => Promise<number>): Promise<number> {
  command.exitOverride().showHelpAfterError()
  try {
    command.action(() => {}).parse([...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
  return action()
}
