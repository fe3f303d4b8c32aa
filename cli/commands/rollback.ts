import { AIFactoryError } from '../../schema/diagnostic.js'
import { type AskOptions, ask, askOptions } from '../operate/ask.js'
import { operateCommand, runOperate } from '../operate/operate-command.js'
import type { Output } from '../terminal/output.js'

/** `aifactory rollback ENDPOINT`: gives up the rollout under way, or goes back to the version before. */
export function run(args: readonly string[], output?: Output): Promise<number> {
  const description =
    'Give up the rollout under way, or go back to the version that served before. What is taken back is rejected for good.'
  const command = askOptions(operateCommand('rollback', description)).argument('<endpoint>', 'such as delay-api')
  return runOperate<AskOptions>(
    command,
    args,
    (desk, options, [name = '']) => {
      const [kind, endpoint = ''] = desk.named(name).split('/')
      if (kind === 'endpoint') return ask(desk, { kind: 'rollback', endpoint }, options)
      throw new AIFactoryError('AF8431', `${name} is no endpoint`, {
        hint: 'Name an endpoint: it is what answers with one version or another.',
      })
    },
    output,
  )
}
