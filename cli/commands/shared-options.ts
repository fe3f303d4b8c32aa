import { type Command, InvalidArgumentError, Option } from 'commander'

export interface SharedOptions {
  readonly target?: string
  readonly workingTree: boolean
  readonly set: Readonly<Record<string, string>>
  readonly port: number
}

/** Options of every command that reconciles. */
export function sharedOptions(command: Command): Command {
  return command
    .addOption(new Option('--target <name>', 'environment of the file to use'))
    .addOption(new Option('--working-tree', 'take the files as they lie there, without git').default(false))
    .addOption(new Option('--set <name=value>', 'give a variable a value').argParser(collect).default({}, 'none'))
}

export const portOption = (): Option => new Option('--port <port>', 'port of the status page').argParser(parsePort).default(7070)

function collect(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('write it as name=value')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
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
