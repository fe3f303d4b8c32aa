import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServingConfig, ServingStatus } from '../../../schema/generated/jobs.js'
import type { DesiredServer } from '../platform.js'
import { isAlive } from './lock.js'
import { ServerProcess } from './server-process.js'

const program = fileURLToPath(new URL('../../testing/programs/server.mjs', import.meta.url))

let root: string
const started = new Set<number>()
const closers: (() => void)[] = []
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aifactory-server-'))
})
afterEach(() => {
  for (const pid of started) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  started.clear()
  for (const close of closers.splice(0)) close()
  rmSync(root, { recursive: true, force: true })
})

const folder = (): string => join(root, 'api')
/** A reconciler's view of the server; a second one is what comes after a crash. */
const open = (): ServerProcess => new ServerProcess({ folder: folder(), program, endpoint: 'api' })
const config = (): ServingConfig => JSON.parse(readFileSync(join(folder(), 'config.json'), 'utf8')) as ServingConfig

const desired = (change: Partial<DesiredServer> = {}, digest = 'good'): DesiredServer => ({
  endpoint: 'api',
  model: 'late',
  port: 0,
  models: [{ version: 1, digest, dir: '/models/1' }],
  route: { primary: 1 },
  batching: { maxBatchSize: 8, maxDelayMs: 1 },
  timeoutMs: 1000,
  logger: { mode: 'none', sampleRate: 1 },
  ...change,
})
const both: Partial<DesiredServer> = {
  models: [
    { version: 1, digest: 'good', dir: '/models/1' },
    { version: 2, digest: 'good', dir: '/models/2' },
  ],
  route: { primary: 1, canary: { version: 2, weight: 0.1 } },
}

async function ensure(server: ServerProcess, wanted: DesiredServer) {
  const running = await server.ensure(wanted)
  started.add(running.pid)
  return running
}

const statusOf = async (url: string): Promise<ServingStatus> => (await (await fetch(`${url}/admin/status`)).json()) as ServingStatus

async function occupied(): Promise<number> {
  const other = createServer((_, response) => response.end('{}'))
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  closers.push(() => other.close())
  return (other.address() as AddressInfo).port
}

async function freePort(): Promise<number> {
  const port = await occupied()
  const closed = new Promise((resolve) => closers.push(() => resolve(undefined)))
  for (const close of closers.splice(0)) close()
  await closed
  return port
}

/** A process id that belongs to nobody any more. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0'])
  await once(child, 'exit')
  return child.pid ?? 0
}

const ended = async (pid: number): Promise<void> => {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5))
}

function remember(known: { pid: number; port: number; generation: number; digest: string }): void {
  mkdirSync(folder(), { recursive: true })
  writeFileSync(join(folder(), 'server.json'), JSON.stringify(known))
}

describe('a server', () => {
  it('is started and reaches its state', async () => {
    const running = await ensure(open(), desired())
    expect(running.status).toMatchObject({ endpoint: 'api', generation: 1, ready: true })
    expect((await statusOf(running.url)).pid).toBe(running.pid)
  })

  it('that is in its state is left alone', async () => {
    const server = open()
    const first = await ensure(server, desired())
    const second = await ensure(server, desired())
    expect([second.pid, second.status.generation]).toEqual([first.pid, 1])
  })

  it('is told of another state without a restart, also on a port that the system picked', async () => {
    const server = open()
    const first = await ensure(server, desired())
    const second = await ensure(server, desired(both))
    expect([second.pid, second.status.generation, second.status.versions.length]).toEqual([first.pid, 2, 2])
    const third = await ensure(server, desired())
    expect([third.pid, third.status.generation]).toEqual([first.pid, 3])
  })

  it('is started again when it has died', async () => {
    const server = open()
    const first = await ensure(server, desired())
    process.kill(first.pid, 'SIGKILL')
    await ended(first.pid)
    const second = await ensure(server, desired())
    expect(second.pid).not.toBe(first.pid)
    expect(second.status.generation).toBe(2)
  })

  it('that cannot take another model name while it runs is replaced', async () => {
    const server = open()
    const first = await ensure(server, desired())
    const second = await ensure(server, desired({ model: 'early' }))
    expect([second.pid === first.pid, isAlive(first.pid), config().model]).toEqual([false, false, 'early'])
  })

  it('that cannot take another port while it runs is replaced', async () => {
    const server = open()
    const first = await ensure(server, desired())
    const port = await freePort()
    const second = await ensure(server, desired({ port }))
    expect([second.pid === first.pid, isAlive(first.pid), second.status.port]).toEqual([false, false, port])
  })

  it('writes its log when it is asked to', async () => {
    const server = open()
    await ensure(server, desired())
    await server.flushLog()
    expect((await ensure(server, desired())).status.versions[0]?.requests).toBe(1)
  })
})

describe('after a crash', () => {
  it('a server is found again and taken over', async () => {
    const first = await ensure(open(), desired())
    const second = await ensure(open(), desired())
    expect([second.pid, second.status.generation]).toEqual([first.pid, 1])
    const third = await ensure(open(), desired(both))
    expect([third.pid, third.status.generation]).toEqual([first.pid, 2])
  })

  it('a server that was told of a state which nobody saw it reach is told again', async () => {
    const first = await ensure(open(), desired())
    writeFileSync(join(folder(), 'config.json'), JSON.stringify({ ...config(), ...both, generation: 2 }))
    while ((await statusOf(first.url)).generation < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    const second = await ensure(open(), desired())
    expect([second.pid, second.status.generation, second.status.versions.length]).toEqual([first.pid, 3, 1])
  })

  it('a server that had just been started is found by what it said in its log', async () => {
    const first = await ensure(open(), desired())
    remember({ pid: first.pid, port: 0, generation: 0, digest: '' })
    const second = await ensure(open(), desired())
    expect(second.pid).toBe(first.pid)
  })

  it('a process that took the id of the server since is not taken for it', async () => {
    const port = await occupied()
    remember({ pid: process.pid, port, generation: 7, digest: 'x' })
    const running = await ensure(open(), desired())
    expect([running.pid === process.pid, running.status.port === port]).toEqual([false, false])
  })

  it("another endpoint's server is not taken for this one", async () => {
    const mine = await ensure(open(), desired())
    const other = new ServerProcess({ folder: join(root, 'other'), program, endpoint: 'other' })
    mkdirSync(join(root, 'other'))
    writeFileSync(join(root, 'other', 'server.json'), JSON.stringify({ pid: mine.pid, port: mine.status.port, generation: 9, digest: 'x' }))
    const running = await ensure(other, desired({ endpoint: 'other' }))
    expect(running.pid).not.toBe(mine.pid)
  })
})

describe('a port in use', () => {
  it('that was asked for is an error', async () => {
    const port = await occupied()
    await expect(open().ensure(desired({ port }))).rejects.toMatchObject({ code: 'AF8001', message: expect.stringContaining(String(port)) })
  })

  it('that nobody asked for is replaced by a free one, which the server keeps', async () => {
    const port = await occupied()
    remember({ pid: await deadPid(), port, generation: 1, digest: 'x' })
    const server = open()
    const running = await ensure(server, desired({ port: undefined }))
    expect(running.status.port).not.toBe(port)
    const next = await ensure(server, desired({ ...both, port: undefined }))
    expect([next.pid, next.status.generation]).toEqual([running.pid, running.status.generation + 1])
    process.kill(next.pid, 'SIGKILL')
    await ended(next.pid)
    expect((await ensure(open(), desired({ port: undefined }))).status.port).toBe(running.status.port)
  })
})

describe('a state that cannot be reached', () => {
  const broken = desired({ ...both, models: [...desired().models, { version: 2, digest: 'broken', dir: '/models/2' }] })

  it('is told by the version that is at fault, while the former state holds', async () => {
    const server = open()
    const first = await ensure(server, desired())
    await expect(server.ensure(broken)).rejects.toMatchObject({
      code: 'AF8004',
      message: expect.stringContaining('version 2'),
      detail: 'not an ONNX file',
    })
    expect((await statusOf(first.url)).generation).toBe(1)
  })

  it('is left behind for the former one', async () => {
    const server = open()
    const first = await ensure(server, desired())
    await expect(server.ensure(broken)).rejects.toThrow()
    const back = await ensure(server, desired())
    expect([back.pid, back.status.generation]).toEqual([first.pid, 3])
    expect(config().models).toHaveLength(1)
  })

  it('by a server that does not start is told with its last words', async () => {
    await expect(open().ensure(desired({}, 'crash'))).rejects.toMatchObject({ code: 'AF8002', detail: expect.stringContaining('AF8999') })
  })
})

describe('stopping', () => {
  it('ends the server and forgets nothing that matters', async () => {
    const server = open()
    const first = await ensure(server, desired())
    await server.stop()
    expect(isAlive(first.pid)).toBe(false)
    expect((await ensure(server, desired())).status.generation).toBe(2)
  })

  it('lets requests under way finish', async () => {
    const server = open()
    const { url, pid } = await ensure(server, desired())
    const go = join(root, 'go')
    const answer = fetch(`${url}/wait?for=${encodeURIComponent(go)}`).then((response) => response.text())
    while (!readFileSync(join(folder(), 'server.log'), 'utf8').includes('waiting')) await new Promise((resolve) => setTimeout(resolve, 5))
    const stopped = server.stop()
    expect(isAlive(pid)).toBe(true)
    writeFileSync(go, '')
    expect(await answer).toBe('answered')
    await stopped
    expect(isAlive(pid)).toBe(false)
  })

  it('of a server that was never started is nothing', async () => {
    await open().stop()
    expect(existsSync(folder())).toBe(false)
  })

  it('of a server that has died is nothing', async () => {
    const server = open()
    const { pid } = await ensure(server, desired())
    process.kill(pid, 'SIGKILL')
    await ended(pid)
    await server.stop()
  })
})
