import { Option } from 'commander'
import { type OperateOptions, operateCommand, runOperate } from '../operate/operate-command.js'
import type { Output } from '../terminal/output.js'
import { parseCount } from './events.js'

interface LogsOptions extends OperateOptions {
  readonly lines: number
}

/** `aifactory logs OBJECT`: what the programs of an object have written, and what its failed jobs had to say. */
export function run(args: readonly string[], output?: Output): Promise<number> {
  const command = operateCommand(
    'logs',
    'Show what the server of an endpoint has written, or what the failed jobs of an object had to say.',
  )
    .argument('<object>', 'such as endpoint/delay-api')
    .addOption(new Option('--lines <count>', 'how many, of the latest').argParser(parseCount).default(100))
  return runOperate<LogsOptions>(
    command,
    args,
    async (desk, { lines }, [name = '']) => {
      const object = desk.named(name)
      const [kind, subject] = object.split('/')
      const written = await desk.logs(object, lines)
      const failed = desk.events(10_000).filter((event) => (event.subject === subject || event.subject === object) && event.level === 'bad')
      const said =
        kind === 'endpoint'
          ? []
          : failed.flatMap(({ at, message }) => message.split('\n').map((text) => ({ source: new Date(at).toISOString(), text })))
      const shown = [...written, ...said].slice(-lines)
      return {
        text: (pc) =>
          shown.length > 0 ? shown.map(({ source, text }) => `${pc.dim(source)} ${text}\n`).join('') : 'nothing was written\n',
        json: shown,
      }
    },
    output,
  )
}
