import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BASE_UNREAD } from '../../compiler/testing/base-factory.js'
import { residentFacts } from './client.js'

const repository = fileURLToPath(new URL('../..', import.meta.url))

let root: string
let environment: NodeJS.ProcessEnv
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'resident-')))
  for (const name of ['run', 'home', 'fine', 'broken', 'warned', 'given', 'empty', 'many/a', 'many/b'])
    mkdirSync(join(root, name), { recursive: true, mode: 0o700 })
  // What must not lead there says so: Node is started by `node`, and only where the resident process leaves something to it.
  const { PATH = '', HOME: _, XDG_CACHE_HOME: __, FORCE_COLOR: ___, NO_COLOR: ____, ...others } = process.env
  environment = { ...others, PATH, HOME: join(root, 'home'), XDG_RUNTIME_DIR: join(root, 'run') }
  write('fine', BASE_UNREAD)
  write('broken', BASE_UNREAD.replace('epochs: 3', 'epoch: 3'))
  write('warned', BASE_UNREAD.replace('entities:\n', 'entities:\n    plane: { joinKeys: [tail] }\n'))
  write('given', `${BASE_UNREAD.replace('epochs: 3', 'epochs: "${var.epochs}"')}  variables: { epochs: { default: 3 } }\n`)
  for (const name of ['many/a', 'many/b']) write(name, BASE_UNREAD)
  expect(resident('start')).toMatchObject({ status: 0 })
})
afterAll(() => {
  resident('stop')
  rmSync(root, { recursive: true })
})

const write = (folder: string, text: string) => writeFileSync(join(root, folder, 'aifactory.yaml'), text)

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = root): SpawnSyncReturns<string> {
  return spawnSync(program, args, { encoding: 'utf8', cwd, env: { ...environment, ...env } })
}

const resident = (...args: string[]) => run(process.execPath, [join(repository, 'bin/aifactory.js'), 'resident', ...args])
const ask = (args: readonly string[], env?: NodeJS.ProcessEnv, cwd?: string) => run(join(repository, 'bin/aifactory-ask'), args, env, cwd)
const cold = (args: readonly string[], env?: NodeJS.ProcessEnv, cwd?: string) =>
  run(process.execPath, [join(repository, 'bin/aifactory.js'), ...args], env, cwd)

const printed = ({ status, stdout, stderr }: SpawnSyncReturns<string>) => ({ status, stdout, stderr })

/** How many answers the process has given, and how many it has left to the command. */
async function counts() {
  const facts = await residentFacts(join(root, 'run', 'aifactory'), readFileSync(join(repository, 'dist/build-id'), 'utf8').trim())
  return { answered: facts?.answered ?? 0, left: facts?.leftCold ?? 0 }
}

describe('what is printed is what the command prints', () => {
  test.each<[string[], NodeJS.ProcessEnv?]>([
    [['validate', 'fine']],
    [['validate', 'broken']],
    [['validate', 'warned/aifactory.yaml']],
    [['validate', 'broken'], { FORCE_COLOR: '1' }],
    [['validate', 'broken'], { FORCE_COLOR: '1', NO_COLOR: '1' }],
    ...['json', 'github', 'sarif', 'junit', 'markdown'].map((format): [string[]] => [['validate', 'broken', '--output', format]]),
    [['validate', 'given', '--var', 'epochs=0']],
    [['validate', 'given'], { AIFACTORY_VAR_epochs: 'many' }],
    [['validate', 'given', '--set', 'models.none.task=x']],
    [['validate', 'fine', '--target', 'prod']],
    [['validate', 'fine', '--platform', 'kubernetes']],
    [['render', 'fine']],
    [['render', 'broken']],
    [['render', 'warned'], { FORCE_COLOR: '1' }],
    [['render', 'given', '--var', 'epochs=7']],
  ])('%j %j', async (args, env) => {
    const before = await counts()
    const asked = printed(ask(args, env))
    expect(await counts()).toEqual({ ...before, answered: before.answered + 1 })
    expect(asked).toEqual(printed(cold(args, env)))
    expect(asked.stdout + asked.stderr).not.toBe('')
  })

  test('also in the folder itself', () => {
    const cwd = join(root, 'broken')
    expect(printed(ask(['validate'], {}, cwd))).toEqual(printed(cold(['validate'], {}, cwd)))
  })

  test('and both outputs in their order', () => {
    const both = (program: string) => run('sh', ['-c', `${program} render warned 2>&1`]).stdout
    expect(both(join(repository, 'bin/aifactory-ask'))).toBe(both(`'${process.execPath}' ${join(repository, 'bin/aifactory.js')}`))
  })

  test.each<[string[]]>([
    [['validate', 'nowhere']],
    [['validate', 'empty']],
    [['validate', 'many']],
    [['validate', 'fine', 'broken']],
    [['validate', '--help']],
    [['validate', '--output', 'xml']],
    [['validate', 'fine', '--var-file', '/dev/null']],
    [['render', 'many']],
    [['render', '--verbose']],
    [['render', 'nowhere']],
  ])('%j is left to the command', async (args) => {
    const before = await counts()
    const asked = printed(ask(args))
    expect(await counts()).toEqual({ ...before, left: before.left + 1 })
    expect(asked).toEqual(printed(cold(args)))
  })

  test('other commands are run as they are', () => {
    expect(printed(ask(['help', 'AF2001']))).toEqual(printed(cold(['help', 'AF2001'])))
    expect(printed(ask([]))).toEqual(printed(cold([])))
  })

  test('files are written by the command itself', async () => {
    const { left } = await counts()
    expect(ask(['render', 'fine', '--out', 'objects'])).toMatchObject({ status: 0 })
    expect((await counts()).left).toBe(left + 1)
    expect(readdirSync(join(root, 'objects'))).not.toEqual([])
  })
})

test('a change is seen at once', () => {
  for (const [name, status] of Object.entries({ epochs: 0, epoch: 1, epochz: 1 })) {
    write('empty', BASE_UNREAD.replace('epochs: 3', `${name}: 3`))
    const asked = printed(ask(['validate', 'empty']))
    expect(asked.status).toBe(status)
    if (status === 1) expect(asked.stdout).toContain(`"${name}"`)
  }
  rmSync(join(root, 'empty', 'aifactory.yaml'))
  expect(ask(['validate', 'empty']).status).toBe(2)
})

test('so is one of the data', () => {
  const folder = join(root, 'data-changes')
  mkdirSync(join(folder, 'data'), { recursive: true })
  writeFileSync(
    join(folder, 'aifactory.yaml'),
    BASE_UNREAD.replace(/format: json\n( *path: data\/weather)\.json/, 'format: csv\n$1.csv').replace(/ *schema: .*wind_speed.*\n/, ''),
  )
  const codes = (header: string) => {
    writeFileSync(join(folder, 'data/weather.csv'), `${header}\n`)
    const { stdout } = ask(['validate', folder])
    return [...stdout.matchAll(/^error (AF\d{4})/gm)].map(([, code]) => code)
  }
  expect(codes('time_hour,origin,wind_speed,temp')).toEqual([])
  expect(codes('time_hour,origin,wind_speed,dewp')).toEqual(['AF3009'])
  expect(codes('time_hour,origin,wind_speed,temp')).toEqual([])
})

test('many clients at once get each their own', async () => {
  const args = ['fine', 'broken', 'warned', 'given']
  const expected = args.map((name) => cold(['validate', name]).stdout)
  const script = args.flatMap((name) => Array.from({ length: 4 }, (_, n) => `ask validate ${name} > out-${name}-${n} &`)).join('\n')
  run('sh', ['-c', `ask() { ${join(repository, 'bin/aifactory-ask')} "$@"; }\n${script}\nwait`])
  const found = args.flatMap((name) => Array.from({ length: 4 }, (_, n) => run('cat', [`out-${name}-${n}`]).stdout))
  expect(found).toEqual(expected.flatMap((text) => [text, text, text, text]))
})

test('a client that says nothing, or nonsense, keeps nobody waiting', async () => {
  const [socket = ''] = sockets()
  const silent = connect(socket)
  const loud = connect(socket)
  loud.on('error', () => {})
  await new Promise((resolve) => loud.once('connect', resolve))
  loud.write('GET / HTTP/1.1\r\n\r\n')
  await new Promise((resolve) => loud.once('close', resolve))
  expect(ask(['validate', 'fine'])).toMatchObject({ status: 0 })
  silent.destroy()
})

const sockets = (folder = 'run') => readdirSync(join(root, folder, 'aifactory')).map((name) => join(root, folder, 'aifactory', name))

test('through a link to the program, as npm makes it', async () => {
  symlinkSync(join(repository, 'bin/aifactory-ask'), join(root, 'linked'))
  const { answered } = await counts()
  expect(run(join(root, 'linked'), ['validate', 'fine'])).toMatchObject({ status: 0 })
  expect((await counts()).answered).toBe(answered + 1)
})

describe('who is not served', () => {
  test('a client with another home', async () => {
    const { left } = await counts()
    expect(ask(['validate', 'fine'], { HOME: join(root, 'fine') })).toMatchObject({ status: 0 })
    expect((await counts()).left).toBe(left + 1)
  })

  test('a client that finds the folder open to others', () => {
    const folder = join(root, 'run', 'aifactory')
    chmodSync(folder, 0o755)
    const asked = ask(['validate', 'broken'])
    chmodSync(folder, 0o700)
    expect(printed(asked)).toEqual(printed(cold(['validate', 'broken'])))
  })

  test('a start in a folder that others may enter, or that is a link', () => {
    for (const make of [
      (path: string) => mkdirSync(path, { recursive: true, mode: 0o755 }),
      (path: string) => symlinkSync(join(root, 'home'), path),
    ]) {
      rmSync(join(root, 'open'), { recursive: true, force: true })
      mkdirSync(join(root, 'open'))
      make(join(root, 'open', 'aifactory'))
      const { status, stderr } = run(process.execPath, [join(repository, 'bin/aifactory.js'), 'resident', 'start'], {
        XDG_RUNTIME_DIR: join(root, 'open'),
      })
      expect({ status, code: /AF\d{4}/.exec(stderr)?.[0] }).toEqual({ status: 1, code: 'AF8095' })
    }
  })
})

describe('its life', () => {
  const own = (name: string) => {
    mkdirSync(join(root, name), { recursive: true })
    const env = { XDG_RUNTIME_DIR: join(root, name) }
    return (...args: string[]) => run(process.execPath, [join(repository, 'bin/aifactory.js'), 'resident', ...args], env)
  }

  test('there is one of a build, however often it is started', () => {
    expect(resident('start').stdout).toContain('serves already')
  })

  test('it is stopped, and then is not there', () => {
    const other = own('stopped')
    expect(other('status').status).toBe(1)
    expect(other('stop').status).toBe(1)
    expect(other('start').status).toBe(0)
    expect(other('stop').status).toBe(0)
    expect(other('status').status).toBe(1)
    expect(sockets('stopped')).toEqual([])
    // The command answers where it is gone.
    expect(ask(['validate', 'broken'], { XDG_RUNTIME_DIR: join(root, 'stopped') })).toMatchObject({ status: 1 })
  })

  test('it ends when nobody asks', async () => {
    const other = own('idle')
    expect(other('start', '--idle', '200ms').status).toBe(0)
    for (let tries = 0; sockets('idle').length > 0 && tries < 100; tries++) await delay(50)
    expect(sockets('idle')).toEqual([])
  })

  test('it ends when its build is replaced, and its last client is answered by the command', () => {
    const copy = join(root, 'copy')
    for (const name of ['bin', 'dist', 'package.json']) cpSync(join(repository, name), join(copy, name), { recursive: true })
    symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'))
    mkdirSync(join(root, 'replaced'))
    const env = { XDG_RUNTIME_DIR: join(root, 'replaced') }
    expect(run(process.execPath, [join(copy, 'bin/aifactory.js'), 'resident', 'start'], env).status).toBe(0)
    const [socket = ''] = sockets('replaced')
    writeFileSync(join(copy, 'dist/build-id'), '0123456789abcdef\n')
    // A client of the new build looks for another socket; one of the old build is told that it is over.
    const pl = ['-C0', join(repository, 'bin/ask.pl'), join(repository, 'bin'), root, 'validate', 'broken']
    expect(run('perl', pl, env)).toMatchObject({ status: 1 })
    for (let tries = 0; sockets('replaced').includes(socket) && tries < 100; tries++) run('sleep', ['0.05'])
    expect(sockets('replaced')).toEqual([])
  })

  test('what it was asked for does not keep it from being unmounted', () => {
    // It stands in folders only while it answers.
    const pid = /process (\d+)/.exec(resident('status').stdout)?.[1]
    expect(realpathSync(`/proc/${pid}/cwd`)).toBe('/')
  })

  test.each([['launch'], ['start', '--idle', 'never'], []])('bad usage: %j', (...args) => {
    expect(resident(...args).status).toBe(2)
  })
})
