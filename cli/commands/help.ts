import { suggestName } from '../../compiler/diagnostics/did-you-mean.js'
import { ALL_CODES, terminalPage } from '../help/code-page.js'
import { type Output, processOutput } from '../terminal/output.js'

const HELP = `usage: aifactory help [CODE | COMMAND]

Without an argument lists the commands; with a code, such as AF2001, says what it means with a wrong and a right example;
with the name of a command, shows its options.
`

/** `aifactory help CODE`: the page of a code. What is no code is told the way to those there are. */
export async function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const [given = '', ...rest] = args
  if (['--help', '-h', 'help'].includes(given)) {
    output.out(HELP)
    return 0
  }
  const code = given.toUpperCase()
  const page = rest.length === 0 ? terminalPage(code, output.colour) : undefined
  if (page === undefined) {
    const hint = /^AF?\d/.test(code) ? suggestName(code, ALL_CODES) : undefined
    output.error(`there is no code or command "${args.join(' ')}"${hint ? `. ${hint}` : ''}\n\n${HELP}`)
    return 2
  }
  output.out(page)
  return 0
}
