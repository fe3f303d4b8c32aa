import { Command, InvalidArgumentError, Option } from 'commander'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'

interface StepOptions {
  readonly root: string
  readonly state: string
  readonly run?: string
  readonly asOf?: string
  readonly parameters?: string
  readonly metrics?: string
}

/** `aifactory step FILE`: runs one step of a pipeline that was rendered for another engine. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = new Command('aifactory step')
    .description('Run one step of a pipeline that was rendered for another engine, such as DVC or Airflow.')
    .argument('<file>', 'the step, as `aifactory render` wrote it')
    .addOption(new Option('--root <dir>', 'folder of aifactory.yaml: paths of data and code start there').default('.'))
    .addOption(new Option('--state <dir>', 'folder for what steps write, and for the registry').default('.aifactory/pipeline'))
    .addOption(new Option('--run <name>', 'name of the run that the step belongs to').argParser(parseRun))
    .addOption(new Option('--as-of <time>', 'time up to which data is seen, in RFC 3339; by default now').argParser(parseAsOf))
    .addOption(new Option('--parameters <file>', 'YAML with parameters of trainers below models.NAME, and as_of'))
    .addOption(new Option('--metrics <file>', 'where to write the metrics of an evaluation as well'))
  return runCommand(command, args, async () => {
    const [file = ''] = command.processedArgs as [string]
    const { stepCommand } = await import('../step/step-command.js')
    return stepCommand(file, command.opts<StepOptions>(), output)
  })
}

/** A name is a part of a path. */
function parseRun(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(text)) throw new InvalidArgumentError('letters, digits, dots, dashes and underscores')
  return text
}

function parseAsOf(text: string): string {
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new InvalidArgumentError('write a time in RFC 3339, such as 2013-04-01T00:00:00Z')
  return new Date(time).toISOString()
}
