import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BASE_UNREAD } from '../../compiler/testing/base-factory.js'
import { validatePlan } from '../../schema/generated/plan-validators.js'
import { run } from '../commands/plan.js'

let root: string
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false', ...args], {
    cwd: root,
    encoding: 'utf8',
  }).trim()
const write = (text: string) => writeFileSync(join(root, 'aifactory.yaml'), text)
const START = BASE_UNREAD

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plan-'))
  git('init', '-q', '-b', 'main')
  write(START)
  git('add', '.')
  git('commit', '-q', '-m', 'Start')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

async function plan(...args: string[]) {
  const [out, error]: [string[], string[]] = [[], []]
  const output = { out: (part: string) => void out.push(part), error: (part: string) => void error.push(part), colour: false }
  return { status: await run([root, ...args], output), out: out.join(''), error: error.join('') }
}

const planned = async (...args: string[]) => JSON.parse((await plan('--output', 'json', ...args)).out)

describe('what is compared', () => {
  test('is the working tree with where HEAD left the default branch', async () => {
    git('checkout', '-q', '-b', 'feature')
    write(START.replace('epochs: 3', 'epochs: 4'))
    git('commit', '-q', '-am', 'More')
    const base = git('rev-parse', 'main')
    expect(await planned()).toMatchObject({
      revision: { id: git('rev-parse', 'HEAD'), message: 'More' },
      against: { kind: 'revision', id: base, name: 'where HEAD left main' },
      changes: [{ id: 'model/late-arrival', fields: [{ path: 'trainer.parameters.epochs', before: 3, after: 4 }] }],
    })
    write(START.replace('epochs: 3', 'epochs: 5'))
    expect(await planned()).toMatchObject({
      revision: { id: expect.stringMatching(/^working-tree:/) },
      changes: [{ fields: [{ after: 5 }] }],
    })
  })

  test('is a commit that is named', async () => {
    write(START.replace('epochs: 3', 'epochs: 4'))
    git('commit', '-q', '-am', 'More')
    expect((await planned('--against', 'HEAD~1')).changes).toHaveLength(1)
    expect(await planned('--against', 'HEAD')).toMatchObject({ empty: true })
    expect(git('status', '--porcelain')).toBe('')
  })

  test('is nothing, where there is nothing', async () => {
    rmSync(join(root, '.git'), { recursive: true })
    expect(await planned()).toMatchObject({ against: { kind: 'nothing' }, models: [{ reason: 'initial' }] })
    expect(await planned('--against', 'local')).toMatchObject({ against: { kind: 'nothing' } })
  })

  test('takes a target, and values from beside the file', async () => {
    write(START.replace('spec:\n', 'spec:\n  targets: { dev: {}, prod: { platform: { namespace: ml } } }\n'))
    git('commit', '-q', '-am', 'Targets')
    expect(await planned('--target', 'prod', '--against', 'HEAD')).toMatchObject({ target: 'prod', empty: true })
    expect(await planned('--target', 'prod', '--against', 'HEAD', '--set', 'platform.namespace=x')).toMatchObject({ empty: true })
  })
})

describe('output', () => {
  test('fits the schema, and is the same each time', async () => {
    write(START.replace('epochs: 3', 'epochs: 4'))
    const [one, two] = [await plan('--output', 'json'), await plan('--output', 'json')]
    expect(one.out).toBe(two.out)
    expect(validatePlan(JSON.parse(one.out)) || validatePlan.errors).toBe(true)
  })

  test('as Markdown has a marker, and escapes what the file says', async () => {
    write(START.replace('arr_delay > 15', "\"arr_delay > 15 OR 'a|b`<script>@x' = ''\"").replace('type: bool', 'type: bool'))
    const { out } = await plan('--output', 'markdown')
    expect(out.split('\n')[0]).toBe('<!-- aifactory-plan flight-delays -->')
    expect(out).toContain('a\\|b`<script>')
    const row = out.split('\n').find((line) => line.includes('label.expression')) ?? ''
    expect(row.replaceAll('\\|', '').split('|')).toHaveLength(7)
    expect(row).toContain('`` arr_delay')
  })

  test('for people names what is compared', async () => {
    const { out } = await plan()
    expect(out).toContain('against commit')
    expect(out).toContain('nothing to change')
  })

  test('is saved where it is asked for', async () => {
    write(START.replace('epochs: 3', 'epochs: 4'))
    const path = join(root, 'plan.json')
    const { status, error } = await plan('--out', path)
    expect(status).toBe(0)
    const saved = JSON.parse(readFileSync(path, 'utf8'))
    expect(error).toContain(saved.digest.slice(0, 12))
  })
})

describe('exit status', () => {
  test('is 0, also where there are changes, and 4 for changes where it is asked for', async () => {
    expect((await plan('--exit-code')).status).toBe(0)
    write(START.replace('epochs: 3', 'epochs: 4'))
    expect((await plan()).status).toBe(0)
    expect((await plan('--exit-code')).status).toBe(4)
  })

  test('is 1 for errors in the files, and for a revision that is none', async () => {
    expect((await plan('--against', 'nowhere')).status).toBe(1)
    write(START.replace('dataset: departures', 'dataset: arrivals'))
    const { status, out, error } = await plan()
    expect({ status, out }).toEqual({ status: 1, out: '' })
    expect(error).toContain('AF3')
  })

  test('is 2 for usage', async () => {
    expect((await plan('--output', 'xml')).status).toBe(2)
    rmSync(join(root, 'aifactory.yaml'))
    expect((await plan()).status).toBe(2)
  })
})
