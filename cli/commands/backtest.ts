import { Command, InvalidArgumentError, Option } from 'commander'
import { durationMillis } from '../../schema/duration.js'
import { givenValues, type ValueArguments } from '../given-values.js'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'
import { parseStep, parseTime, targetOptions } from './shared-options.js'

interface BacktestArguments extends ValueArguments {
  readonly target?: string
  readonly against?: string
  readonly from?: number
  readonly to?: number
  readonly step: number
  readonly seed: number
  readonly yardsticks: boolean
  readonly trainingTime?: number
  readonly output: 'pretty' | 'json' | 'markdown'
  readonly out?: string
}

const HELP = `
Exit status: 0 the report was made, 1 the file has errors or nothing can be judged, 2 the command was not understood.`

/** `aifactory backtest [DIR]`: what the policy of the file would have done with past data, beside that of the base branch. */
export function run(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const command = targetOptions(
    new Command('aifactory backtest').description(
      'Replay the policy of the file (drift, performance, retraining, gates, rollout, budgets) over past data, beside that of the base branch.',
    ),
  )
    .argument('[dir]', 'folder with aifactory.yaml, taken as it lies there', '.')
    .addOption(
      new Option('--against <ref>', 'commit to compare with, or none; by default where HEAD left the default branch, if the file differs'),
    )
    .addOption(new Option('--from <time>', 'where it starts; after the first quarter of the data by default').argParser(parseTime))
    .addOption(new Option('--to <time>', 'where it ends; with the data by default').argParser(parseTime))
    .addOption(
      new Option('--step <duration>', 'how far the clock moves at a time').argParser(parseStep).default(durationMillis('6h'), '6h'),
    )
    .addOption(new Option('--no-yardsticks', 'leave out the policies that retrain never and monthly'))
    .addOption(new Option('--seed <n>', 'draws which requests a canary gets').argParser(parseSeed).default(0))
    .addOption(
      new Option('--training-time <duration>', 'how long one training takes on the platform, for hours and cost').argParser(parseLength),
    )
    .addOption(new Option('--output <format>', 'form of the report').choices(['pretty', 'json', 'markdown']).default('pretty'))
    .addOption(new Option('--out <dir>', 'also write report.json, report.md and plot.svg into a folder'))
    .addHelpText('after', HELP)
  return runCommand(command, args, async () => {
    const { backtestCommand } = await import('../backtest/backtest-command.js')
    const { step, trainingTime, ...options } = command.opts<BacktestArguments>()
    const trainingSeconds = trainingTime === undefined ? undefined : trainingTime / 1000
    const dir = command.processedArgs[0] as string
    return backtestCommand({ ...options, dir, stepMs: step, trainingSeconds, values: givenValues(options) }, output)
  })
}

function parseSeed(text: string): number {
  const seed = Number(text)
  if (!Number.isSafeInteger(seed) || seed < 0) throw new InvalidArgumentError('a whole number from 0')
  return seed
}

function parseLength(text: string): number {
  if (!/^([0-9]+(ms|s|m|h|d|w))+$/.test(text)) throw new InvalidArgumentError('write a duration such as 40m')
  return durationMillis(text)
}
