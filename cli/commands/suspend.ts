import { WHOLE } from '../../reconciler/operate/request.js'
import { type AskOptions, ask, askOptions } from '../operate/ask.js'
import { operateCommand, runOperate } from '../operate/operate-command.js'
import type { Output } from '../terminal/output.js'

/** `aifactory suspend [OBJECT]`. */
export function run(args: readonly string[], output?: Output): Promise<number> {
  const command = askOptions(operateCommand('suspend', 'Leave an object, or all of the factory, as it is until it is resumed.'))
  command.argument('[object]', 'such as model/late-arrival; all of the factory where it is left out')
  return runOperate<AskOptions>(
    command,
    args,
    (desk, options, [object]) => ask(desk, { kind: 'suspend', object: object === undefined ? WHOLE : desk.named(object) }, options),
    output,
  )
}
