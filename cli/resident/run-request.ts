import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Output } from '../terminal/output.js'
import { wantsColour, wantsLinks } from '../terminal/output.js'
import type { Answer, Piece, RunRequest } from './protocol.js'

/** A command for one factory: undefined where it takes the whole program. */
export type ResidentCommand = (args: readonly string[], output: Output) => Promise<number | undefined>

/** Commands that read files, print, and change nothing. */
export type ResidentCommands = ReadonlyMap<string, ResidentCommand>

/** Variables that decide where things are kept: a client with others than this process is answered by its own. */
const OF_THE_PROCESS = ['HOME', 'XDG_CACHE_HOME']

/**
 * Does what the command would do, in the client's folder and with its environment, and gives back what it would print. Requests
 * are to be done one after the other, as the folder and the environment are those of the process.
 * @returns 'cold' for what is to be left to the command itself: all but a factory that is fine or has problems.
 */
export async function runRequest(commands: ResidentCommands, request: RunRequest): Promise<Answer | 'cold'> {
  const [name = '', ...args] = request.args
  const command = commands.get(name)
  if (command === undefined || args.some(isLeftToTheCommand) || isElsewhere(request)) return 'cold'
  const pieces: Piece[] = []
  const back = standIn(request)
  try {
    const environment = Object.fromEntries(request.environment)
    const output: Output = {
      out: (text) => void pieces.push({ descriptor: 1, text }),
      error: (text) => void pieces.push({ descriptor: 2, text }),
      colour: wantsColour(environment, request.terminal),
      links: wantsLinks(environment, request.terminal),
    }
    const status = await command(args, output)
    return status === 0 || status === 1 ? { pieces, status } : 'cold'
  } catch {
    // The command itself finds the same, and says it in its own way.
    return 'cold'
  } finally {
    back()
  }
}

/** Help is as wide as the terminal; files of the client's process, as in `<(...)`, are not those of this one. */
function isLeftToTheCommand(arg: string): boolean {
  if (arg === '--help' || arg === '-h') return true
  const path = resolve('/', arg.slice(arg.indexOf('=') + 1))
  return /^\/(dev|proc)(\/|$)/.test(path)
}

function isElsewhere({ folder, stamp, environment }: RunRequest): boolean {
  if (OF_THE_PROCESS.some((name) => environment.get(name) !== process.env[name])) return true
  const facts = statSync(folder, { bigint: true, throwIfNoEntry: false })
  return facts === undefined || `${facts.dev}:${facts.ino}` !== stamp
}

/** Takes on the client's folder and environment; returns what gives them back. */
function standIn({ folder, environment }: RunRequest): () => void {
  const before = process.cwd()
  process.chdir(folder)
  const own = new Map(Object.entries(process.env).filter(([name]) => isLookedAt(name)))
  change(own, environment)
  return () => {
    change(environment, own)
    process.chdir(before)
  }
}

function change(from: ReadonlyMap<string, string | undefined>, to: ReadonlyMap<string, string | undefined>): void {
  for (const name of from.keys()) if (!to.has(name)) delete process.env[name]
  for (const [name, value] of to) process.env[name] = value
}

const LOOKED_AT = ['NO_COLOR', 'FORCE_COLOR', 'TERM', 'CI', 'GITHUB_WORKSPACE', ...OF_THE_PROCESS]

/** bin/ask.pl sends these. */
function isLookedAt(name: string): boolean {
  return name.startsWith('AIFACTORY_') || LOOKED_AT.includes(name)
}
