import { InvalidArgumentError, Option } from 'commander'
import { type OperateOptions, operateCommand, runOperate } from '../operate/operate-command.js'
import type { Output } from '../terminal/output.js'

interface EventsOptions extends OperateOptions {
  readonly limit: number
}

/** `aifactory events [OBJECT]`: what has happened, oldest first. */
export function run(args: readonly string[], output?: Output): Promise<number> {
  const command = operateCommand('events', 'Show what has happened, oldest first.')
    .argument('[object]', 'only what concerns this object')
    .addOption(new Option('--limit <count>', 'how many, of the latest').argParser(parseCount).default(30))
  return runOperate<EventsOptions>(
    command,
    args,
    async (desk, { limit }, [object]) => {
      const { showEvents } = await import('../operate/show.js')
      const named = object && desk.named(object)
      const concerns = (subject: string): boolean =>
        named === undefined || subject === named || `${named.split('/')[0]}/${subject}` === named
      const events = desk.events(named ? 10_000 : limit).filter(({ subject }) => concerns(subject))
      const shown = events.slice(-limit)
      return { text: (pc) => showEvents(shown, pc), json: shown.map((event) => ({ ...event, at: new Date(event.at).toISOString() })) }
    },
    output,
  )
}

export function parseCount(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 10_000) throw new InvalidArgumentError('write a whole number from 1 to 10000')
  return count
}
