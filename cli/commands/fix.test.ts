import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BASE_UNREAD } from '../../compiler/testing/base-factory.js'
import { diskFiles } from '../disk-files.js'
import { replaceFiles } from '../edit/replace-files.js'
import type { Output } from '../terminal/output.js'
import { run } from './fix.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fix-'))
  mkdirSync(join(folder, '.git'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = (name = 'aifactory.yaml') => join(folder, name)
const read = (name?: string) => readFileSync(file(name), 'utf8')

async function fix(...args: string[]) {
  const written = { out: '', error: '' }
  const output: Output = { out: (text) => (written.out += text), error: (text) => (written.error += text), colour: false }
  return { status: await run([folder, ...args], output), ...written }
}

const GOOD = BASE_UNREAD
/** Each line with a mistake, and as it is put right. */
const MISTAKES = [
  ['parameters: { epochs: 3 } }', 'parameters: { epoch: 3 } } # of training', 'parameters: { epochs: 3 } } # of training'],
  ['source: weather', 'source: wether   # hourly', 'source: weather   # hourly'],
  ['ttl: 2h', 'ttl: 2 hours', 'ttl: 2h'],
  ['online: true', 'online: yes', 'online: true'],
  ['delay: 12h', "delay: '12 hrs'", "delay: '12h'"],
] as const

const broken = MISTAKES.reduce((text, [right, wrong]) => text.replace(right, wrong), GOOD)
const fixed = MISTAKES.reduce((text, [right, , after]) => text.replace(right, after), GOOD)

test('all safe fixes are made, and comments, blanks and quotes stay', async () => {
  writeFileSync(file(), `# a factory\n\n${broken}`)
  const { status, out } = await fix()
  expect(read()).toBe(`# a factory\n\n${fixed}`)
  expect(status).toBe(0)
  expect(out.match(/^fixed aifactory\.yaml:\d+:\d+ AF\d{4}: /gm)).toHaveLength(MISTAKES.length)
  expect((await fix()).out).toBe(`✔ ${folder}: no problems\n`)
})

test('the line ends of Windows and a byte order mark stay', async () => {
  writeFileSync(file(), `\ufeff${broken}`.replaceAll('\n', '\r\n'))
  expect((await fix()).status).toBe(0)
  expect(read()).toBe(`\ufeff${fixed}`.replaceAll('\n', '\r\n'))
})

test('--dry-run prints a diff that git applies, and writes nothing', async () => {
  writeFileSync(file(), broken)
  const { status, out, error } = await fix('--dry-run')
  expect([status, read()]).toEqual([0, broken])
  expect(error).toContain('no problems')
  execFileSync('git', ['apply', '-'], { cwd: folder, input: out })
  expect(read()).toBe(fixed)
})

test('what is left is printed, and makes the status 1', async () => {
  writeFileSync(file(), broken.replace('model: late-arrival', 'model: nothing-like-it'))
  const { status, out } = await fix()
  expect(status).toBe(1)
  expect(out).toContain('error AF3006')
  expect(read()).toBe(fixed.replace('model: late-arrival', 'model: nothing-like-it'))
})

test('removals wait for --unsafe, and go on until nothing is left to remove', async () => {
  const unused = GOOD.replace('  entities:\n', '  entities:\n    plane: { joinKeys: [origin] } # of old\n')
  const view = '    old_view:\n      # nobody asks for it\n      entities: [plane]\n      source: weather\n'
  writeFileSync(file(), unused.replace('  datasets:\n', `${view}  datasets:\n`))
  const before = read()
  expect((await fix()).status).toBe(0)
  expect(read()).toBe(before)
  await fix('--unsafe')
  expect(read()).toBe(GOOD)
})

test('a fix that would make matters worse is not made', async () => {
  // Renaming the key would lose the reference to it.
  const text = GOOD.replace('features: { wind_speed: {}, temp: {} }', 'features: { wind_sped: {}, temp: {} }').replace(
    '"airport_weather:*"',
    '"airport_weather:wind_sped", "airport_weather:temp"',
  )
  writeFileSync(file(), text)
  const { status } = await fix()
  expect([status, read()]).toEqual([1, text])
})

describe('files', () => {
  test('that are included are put right as well, links stay links, permissions stay', async () => {
    mkdirSync(file('shared'))
    writeFileSync(file('shared/entities.yaml'), 'spec:\n  entities:\n    plane: { joinKey: [carrier] }\n')
    writeFileSync(file('real.yaml'), GOOD.replace('spec:\n', 'spec:\n  include: [shared/entities.yaml]\n').replace('epochs', 'epoch'))
    chmodSync(file('real.yaml'), 0o640)
    symlinkSync('real.yaml', file())
    expect((await fix()).status).toBe(0)
    expect(read('shared/entities.yaml')).toContain('joinKeys: [carrier]')
    expect(read()).toContain('epochs: 3')
    expect(statSync(file('real.yaml')).mode & 0o777).toBe(0o640)
    expect(readdirSync(folder).sort()).toEqual(['.git', 'aifactory.yaml', 'real.yaml', 'shared'])
  })

  test('that were changed meanwhile are not written, nor any other', async () => {
    writeFileSync(file('a.yaml'), 'a')
    writeFileSync(file('b.yaml'), 'changed')
    const replacements = [
      { path: 'a.yaml', before: 'a', after: 'A' },
      { path: 'b.yaml', before: 'b', after: 'B' },
    ]
    await expect(replaceFiles(folder, diskFiles(folder), replacements)).rejects.toMatchObject({ code: 'AF8051' })
    expect([read('a.yaml'), read('b.yaml')]).toEqual(['a', 'changed'])
  })

  test('what is given on the command line is not what is put right', async () => {
    writeFileSync(file(), GOOD)
    const { status, out } = await fix('--set', 'endpoints.delay-api.model=late-arival')
    expect(status).toBe(1)
    expect(out).toContain('AF3006')
    expect(read()).toBe(GOOD)
  })
})

test.each([[['--nope']], [['--output', 'xml']]])('%j is not understood', async (args) => {
  writeFileSync(file(), GOOD)
  expect((await fix(...args)).status).toBe(2)
})
