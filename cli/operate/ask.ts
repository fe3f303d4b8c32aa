import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { type Command, Option } from 'commander'
import type { OperatorRequest } from '../../reconciler/operate/request.js'
import { native } from '../monorepo/native-git.js'
import type { Desk } from './desk.js'
import type { OperateOptions, Told } from './operate-command.js'

export interface AskOptions extends OperateOptions {
  readonly as?: string
  readonly reason?: string
}

/** Options of every command that asks for a change. */
export function askOptions(command: Command): Command {
  return command
    .addOption(new Option('--as <name>', 'who asks, for the record; by default the e-mail address that git has for you'))
    .addOption(new Option('--reason <text>', 'why, for the record'))
}

type Distributed<R> = R extends OperatorRequest ? Omit<R, 'id' | 'by' | 'reason'> : never

/** Asks for something in a person's name, and tells what came of it. */
export async function ask(desk: Desk, request: Distributed<OperatorRequest>, options: AskOptions): Promise<Told> {
  const by = options.as ?? defaultName(options.dir)
  const asked = { ...request, id: randomUUID(), by, reason: options.reason } as OperatorRequest
  const event = await desk.ask(asked)
  const refused = event?.kind === 'request_refused'
  const message = event
    ? `${event.subject} ${event.kind.replaceAll('_', ' ')}: ${event.message}`
    : 'it was left for aifactory, which has not come to it yet'
  return {
    text: (pc) =>
      `${event ? (refused ? pc.red('✘') : pc.green('✔')) : pc.yellow('!')} ${message}\n${followUp(desk, event === undefined, pc.dim)}`,
    json: { request: asked, event: event ?? null, atWork: desk.atWork },
    status: refused ? 1 : 0,
  }
}

function followUp({ atWork }: Desk, open: boolean, dim: (text: string) => string): string {
  if (!atWork) return `${dim('It is recorded. Nothing is at work here: aifactory up carries on from it.')}\n`
  return open ? `${dim('aifactory events shows when it is done.')}\n` : ''
}

function defaultName(dir: string): string {
  return native(dir, ['config', 'user.email'])?.trim() || userInfo().username
}
