import { Option } from 'commander'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { type AskOptions, ask, askOptions } from '../operate/ask.js'
import { operateCommand, runOperate } from '../operate/operate-command.js'
import type { Output } from '../terminal/output.js'
import { parseVersion } from './promote.js'

interface ApproveOptions extends AskOptions {
  readonly version?: number
}

/** `aifactory approve OBJECT`: a person's word for a version that its gates ask for, or for a rollout that waits. */
export function run(args: readonly string[], output?: Output): Promise<number> {
  const command = askOptions(
    operateCommand('approve', 'Give your word for a version whose gates ask for it, or for a rollout that waits for a person.'),
  )
    .argument('<object>', 'a model, or an endpoint whose rollout waits')
    .addOption(new Option('--version <number>', 'of a model; by default the newest').argParser(parseVersion))
  return runOperate<ApproveOptions>(
    command,
    args,
    (desk, options, [given = '']) => {
      const [kind, name = ''] = desk.named(given).split('/')
      if (kind === 'endpoint') return ask(desk, { kind: 'continue', endpoint: name }, options)
      if (kind !== 'model') throw new AIFactoryError('AF8431', `${given} asks for no approval`, { hint: 'Name a model or an endpoint.' })
      const version = options.version ?? desk.state.models.find((model) => model.name === name)?.versions[0]?.version
      if (version) return ask(desk, { kind: 'approve', model: name, version }, options)
      throw new AIFactoryError('AF8432', `${name} has no version to approve yet`, { hint: `Run: aifactory why ${name}` })
    },
    output,
  )
}
