import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { Output } from '../terminal/output.js'
import { residentFacts, stopResident } from './client.js'
import { currentBuild, runtimeFolder, settleFolder, socketPath } from './place.js'

/** Milliseconds that a process may take to listen, or to be gone. */
const PATIENCE = 10_000
const LOOK_EVERY = 20

/**
 * Starts, stops or shows the resident process of this build and user.
 * @returns 0 it serves, or was stopped; 1 there is none.
 * @throws AIFactoryError AF8095 no safe place for the socket, AF8096 it did not start.
 */
export async function residentCommand(action: 'start' | 'stop' | 'status', idleMs: number, output: Output): Promise<number> {
  const folder = runtimeFolder()
  const build = currentBuild()
  if (build === undefined) throw new AIFactoryError('AF8096', 'this build has no id', { hint: 'Build or install aifactory again.' })
  const facts = await residentFacts(folder, build)
  if (action === 'start') {
    if (facts !== undefined) output.out(`process ${facts.pid} serves already\n`)
    else output.out(`process ${await start(folder, build, idleMs)} serves; aifactory-ask asks it\n`)
    return 0
  }
  if (facts === undefined) {
    output.out('no resident process of this build\n')
    return 1
  }
  if (action === 'status') {
    const { pid, upMs, idleMs: idle, answered, leftCold, memory } = facts
    output.out(
      `process ${pid} serves at ${socketPath(folder, build)}\n` +
        `  up ${seconds(upMs)}, last asked ${seconds(idle)} ago, ${answered} answered, ${leftCold} left to the command, ${Math.round(memory / 2 ** 20)} MiB\n`,
    )
    return 0
  }
  await stopResident(folder, build)
  await until(async () => ((await residentFacts(folder, build)) === undefined ? true : undefined))
  output.out(`process ${facts.pid} stopped\n`)
  return 0
}

async function start(folder: string, build: string, idleMs: number): Promise<number> {
  settleFolder(folder)
  const child = spawn(process.execPath, [fileURLToPath(new URL('./resident.js', import.meta.url)), String(idleMs)], {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
  })
  child.unref()
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  const pid = await until(async () => (await residentFacts(folder, build))?.pid ?? (ended ? 0 : undefined))
  if (pid === undefined || pid === 0) {
    throw new AIFactoryError('AF8096', 'the resident process did not start', { hint: `Check ${folder}, and that memory is left.` })
  }
  return pid
}

/** What `look` finds within the time; undefined where that is nothing. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
  const end = performance.now() + PATIENCE
  for (;;) {
    const found = await look()
    if (found !== undefined || performance.now() > end) return found
    await delay(LOOK_EVERY)
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`
}
