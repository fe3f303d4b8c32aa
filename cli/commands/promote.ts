import { InvalidArgumentError, Option } from 'commander'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { type AskOptions, ask, askOptions } from '../operate/ask.js'
import { operateCommand, runOperate } from '../operate/operate-command.js'
import type { Output } from '../terminal/output.js'

interface PromoteOptions extends AskOptions {
  readonly version?: number
}

/** `aifactory promote MODEL`: lets a version serve at once, whatever steps of its rollout are left. */
export function run(args: readonly string[], output?: Output): Promise<number> {
  const command = askOptions(operateCommand('promote', 'Let a version serve everywhere at once, whatever steps of its rollout are left.'))
    .argument('<model>', 'such as late-arrival')
    .addOption(new Option('--version <number>', 'by default the one that is on its way').argParser(parseVersion))
  return runOperate<PromoteOptions>(
    command,
    args,
    (desk, options, [name = '']) => {
      const model = modelName(desk.named(name))
      const version = options.version ?? desk.state.models.find((candidate) => candidate.name === model)?.challenger
      if (version) return ask(desk, { kind: 'promote', model, version }, options)
      throw new AIFactoryError('AF8432', `no version of ${model} is on its way`, { hint: 'Name one: --version NUMBER.' })
    },
    output,
  )
}

export function parseVersion(text: string): number {
  const version = Number(text)
  if (!Number.isInteger(version) || version < 1) throw new InvalidArgumentError('write the number of a version, such as 3')
  return version
}

function modelName(object: string): string {
  const [kind, name = ''] = object.split('/')
  if (kind === 'model') return name
  throw new AIFactoryError('AF8431', `${object} is no model`, { hint: 'Name a model: its versions are what is promoted.' })
}
