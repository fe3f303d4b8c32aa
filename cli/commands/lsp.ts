import { Command, Option } from 'commander'
import { runCommand } from '../terminal/run-command.js'

/** `aifactory lsp`: a language server for editors, which speak to it over standard input and output. */
export function run(args: readonly string[]): Promise<number> {
  const command = new Command('aifactory lsp')
    .description('Serve the Language Server Protocol over standard input and output, for editors.')
    .addOption(new Option('--stdio', 'what it does anyway; editors say it').default(true))
  return runCommand(command, args, async () => {
    const [{ serveStdio }, { packageVersion }] = await Promise.all([import('../lsp/server.js'), import('../lsp/version.js')])
    serveStdio(packageVersion())
    // The connection ends the process: 0 after a shutdown, 1 where the client went away without one.
    return new Promise(() => {})
  })
}
