import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isAlive, takeLock } from './lock.js'

const holderProgram = fileURLToPath(new URL('../../testing/programs/lock-holder.mjs', import.meta.url))

let folder: string
let path: string
let holder: ChildProcess | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aifactory-lock-'))
  path = join(folder, 'state', 'lock')
})
afterEach(() => {
  holder?.kill('SIGKILL')
  holder = undefined
  rmSync(folder, { recursive: true, force: true })
})

async function holdElsewhere(): Promise<ChildProcess> {
  takeLock(path)()
  holder = fork(holderProgram, [path])
  await once(holder, 'message')
  return holder
}

it('the lock is taken, told, and given back', () => {
  const release = takeLock(path)
  expect(readFileSync(path, 'utf8')).toBe(String(process.pid))
  release()
  expect(existsSync(path)).toBe(false)
  release()
  takeLock(path)()
})

it('the lock is refused while another process holds it', async () => {
  const { pid } = await holdElsewhere()
  expect(() => takeLock(path)).toThrow(expect.objectContaining({ code: 'AF8003', message: expect.stringContaining(`process ${pid}`) }))
  expect(readFileSync(path, 'utf8')).toBe(String(pid))
})

it('the lock is refused within the same process, too', () => {
  const release = takeLock(path)
  expect(() => takeLock(path)).toThrow(expect.objectContaining({ code: 'AF8003' }))
  release()
})

it('the lock of a process that was killed is taken over', async () => {
  const other = await holdElsewhere()
  other.kill('SIGKILL')
  await once(other, 'exit')
  expect(readFileSync(path, 'utf8')).toBe(String(other.pid))
  takeLock(path)()
})

it('a file that names a living process which holds nothing is no lock', () => {
  takeLock(path)()
  writeFileSync(path, String(process.ppid))
  takeLock(path)()
})

it.each([
  [process.pid, true],
  [1, true],
  [2 ** 22 + 1, false],
])('process %i is alive: %s', (pid, alive) => expect(isAlive(pid)).toBe(alive))
