import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Plan } from '../../schema/generated/plan.js'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
let folder: string
let file: string

const aifactory = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [at('../../bin/aifactory.js'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { status, out: stdout, error: stderr }
}
const edit = (pattern: RegExp, text: string): void => writeFileSync(file, readFileSync(file, 'utf8').replace(pattern, text))
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false', ...args], { cwd: folder })
const plan = (...args: string[]): Plan => JSON.parse(aifactory('plan', folder, '--output', 'json', ...args).out)
const runs = ({ models }: Plan) => models.flatMap(({ stages }) => stages.map(({ stage, does }) => `${does} ${stage}`))

/** The example in a repository of its own, trained once, in little time. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aifactory-plan-'))
  cpSync(at('../../examples/flight-delays'), folder, { recursive: true, filter: (path) => !path.includes('.aifactory') })
  file = join(folder, 'aifactory.yaml')
  edit(/epochs: \d+/, 'epochs: 1')
  edit(/min: 0\.\d+ }/, 'min: 0.5 }')
  git('init', '-q', '-b', 'main')
  git('add', '.')
  git('commit', '-q', '-m', 'Start')
  const first = aifactory('apply', folder, '--yes')
  expect(first).toMatchObject({ status: 0 })
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('plans what then happens, applies exactly that, and nothing where the world moved on', () => {
  expect(plan()).toMatchObject({ empty: true, against: { kind: 'local' } })

  edit(/epochs: 1/, 'epochs: 2')
  const saved = join(folder, 'plan.json')
  const planned = plan('--out', saved)
  expect(runs(planned)).toEqual(['reuse validate', 'reuse validate', 'reuse build', 'run train', 'run evaluate', 'run gates'])
  expect(planned.models[0]?.stages[3]?.estimate).toMatchObject({ basis: 'measured', runs: 1 })
  expect(planned.rollouts).toMatchObject([{ kind: 'steps', champion: 1 }])
  expect(plan('--out', saved).digest).toBe(planned.digest)

  edit(/epochs: 2/, 'epochs: 3')
  expect(aifactory('apply', folder, '--plan', saved)).toMatchObject({ status: 1, error: expect.stringContaining('AF8044') })
  edit(/epochs: 3/, 'epochs: 2')

  const applied = aifactory('apply', folder, '--plan', saved)
  expect(applied).toMatchObject({ status: 0 })
  expect(applied.error).toContain('validate flights unchanged')
  expect(applied.error).toContain('features departures unchanged')
  expect(applied.error).toMatch(/train late-arrival \d/)
  expect(applied.error).toContain('rollout started: version 2')

  expect(aifactory('apply', folder, '--plan', saved)).toMatchObject({ status: 1, error: expect.stringContaining('AF8045') })

  // Back to what was trained before: it is found by its key.
  edit(/epochs: 2/, 'epochs: 1')
  expect(runs(plan()).slice(0, 4)).toEqual(['reuse validate', 'reuse validate', 'reuse build', 'reuse train'])
}, 120_000)

it('asks nobody where nobody is', () => {
  expect(aifactory('apply', folder)).toMatchObject({ status: 2 })
})
