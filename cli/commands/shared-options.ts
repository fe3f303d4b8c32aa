import { type Command, InvalidArgumentError, Option } from 'commander'
import { durationMillis } from '../../schema/duration.js'
import type { ValueArguments } from '../given-values.js'

export interface SharedOptions extends ValueArguments {
  readonly target?: string
  readonly workingTree: boolean
  readonly port: number
}

/** Options of every command that reconciles. */
export function sharedOptions(command: Command): Command {
  return targetOptions(command).addOption(new Option('--working-tree', 'take the files as they lie there, without git').default(false))
}

/** Options of every command that compiles a file for one target. `givenValues` reads what they give. */
export function targetOptions(command: Command): Command {
  return command
    .addOption(new Option('--target <name>', 'environment of the file to use'))
    .addOption(new Option('--var <name=value>', 'give a variable a value').argParser(collectAssignment))
    .addOption(new Option('--var-file <file>', 'values of variables, as YAML').argParser(collect))
    .addOption(
      new Option('--set <path=value>', 'override a field, such as models.m.trainer.parameters.epochs=3').argParser(collectAssignment),
    )
}

export const portOption = (): Option => new Option('--port <port>', 'port of the status page').argParser(parsePort).default(7070)

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

function collectAssignment(text: string, before?: readonly string[]): readonly string[] {
  if (text.indexOf('=') < 1) throw new InvalidArgumentError('write it as name=value')
  return collect(text, before)
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new InvalidArgumentError('a port is a whole number from 0 to 65535')
  return port
}

/** Milliseconds since the epoch of a date (2013-04-01) or a time in RFC 3339. */
export function parseTime(text: string): number {
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new InvalidArgumentError('write a date such as 2013-04-01, or a time in RFC 3339')
  return time
}

/** Milliseconds of a step of a virtual clock. */
export function parseStep(text: string): number {
  const step = /^([0-9]+(ms|s|m|h|d|w))+$/.test(text) ? durationMillis(text) : 0
  if (step < 60_000) throw new InvalidArgumentError('write a duration of at least 1m, such as 6h')
  return step
}
