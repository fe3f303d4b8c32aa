import { WHOLE } from '../../reconciler/operate/request.js'
import { type AskOptions, ask, askOptions } from '../operate/ask.js'
import { operateCommand, runOperate } from '../operate/operate-command.js'
import type { Output } from '../terminal/output.js'

/** `aifactory resume [OBJECT]`. */
export function run(args: readonly string[], output?: Output): Promise<number> {
  const command = askOptions(operateCommand('resume', 'Work again on what was suspended.'))
  command.argument('[object]', 'such as model/late-arrival; all of the factory where it is left out')
  return runOperate<AskOptions>(
    command,
    args,
    (desk, options, [object]) => ask(desk, { kind: 'resume', object: object === undefined ? WHOLE : desk.named(object) }, options),
    output,
  )
}
