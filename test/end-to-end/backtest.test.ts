import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BacktestReport, PolicyReport } from '../../schema/generated/backtest.js'
import { validateBacktestReport } from '../../schema/generated/backtest-validators.js'
import { AIFACTORY, writeShop } from './shop.fixture.js'

const BIN = fileURLToPath(new URL('../../bin/aifactory.js', import.meta.url))
const run = promisify(execFile)
let root: string

interface Outcome {
  readonly status: number
  readonly out: string
  readonly error: string
}

async function backtest(folder: string, ...args: string[]): Promise<Outcome> {
  const env = { ...process.env, NO_COLOR: '1' }
  return run(process.execPath, [BIN, 'backtest', folder, '--step', '12h', ...args], { env, maxBuffer: 1e8 }).then(
    ({ stdout, stderr }) => ({ status: 0, out: stdout, error: stderr }),
    ({ code, stdout, stderr }) => ({ status: code, out: stdout, error: stderr }),
  )
}

/** So that a commit of the same text has the same hash. */
const DATES = { GIT_AUTHOR_DATE: '2024-05-01T12:00:00Z', GIT_COMMITTER_DATE: '2024-05-01T12:00:00Z' }
const git = (folder: string, ...args: string[]) =>
  run('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { cwd: folder, env: { ...process.env, ...DATES } })

/** A folder with the shop's data, the file committed on main, and other text in its place where there is some. */
async function shop(name: string, edit: (text: string) => string = (text) => text): Promise<string> {
  const folder = join(root, name)
  cpSync(join(root, 'data'), join(folder, 'data'), { recursive: true })
  writeFileSync(join(folder, 'aifactory.yaml'), AIFACTORY)
  await git(folder, 'init', '-q', '-b', 'main')
  await git(folder, 'add', 'aifactory.yaml')
  await git(folder, 'commit', '-qm', 'Start')
  writeFileSync(join(folder, 'aifactory.yaml'), edit(AIFACTORY))
  return folder
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'aifactory-backtest-'))
  mkdirSync(join(root, 'data'))
  await writeShop(join(root, 'data'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const policyOf = (report: BacktestReport, name: PolicyReport['policy']): PolicyReport => {
  const found = report.endpoints[0]?.policies.find(({ policy }) => policy === name)
  if (!found) throw new Error(`no policy ${name}`)
  return found
}

describe('a policy over past data', () => {
  /** Without a monitor's word it is retrained only by schedule, of which there is none. */
  const quiet = (text: string): string => text.replaceAll('actions: [alert, retrain]', 'actions: [alert]')
  let first: Outcome
  let report: BacktestReport
  let folder: string

  beforeAll(async () => {
    folder = await shop('quiet', quiet)
    first = await backtest(folder, '--output', 'json', '--out', join(root, 'out'))
    report = JSON.parse(first.out) as BacktestReport
  }, 120_000)

  it('is reported by the schema, and the same bytes are written', () => {
    expect(first.status).toBe(0)
    validateBacktestReport(report)
    expect(validateBacktestReport.errors).toBeNull()
    expect(readFileSync(join(root, 'out/report.json'), 'utf8')).toBe(first.out)
    expect(readdirSync(join(root, 'out')).sort()).toEqual(['plot.svg', 'report.json', 'report.md'])
  })

  it('comes out the same where everything is computed anew', async () => {
    const again = await shop('again', quiet)
    expect((await backtest(again, '--output', 'json')).out).toBe(first.out)
  }, 120_000)

  it('retrains where the base does, and not where it is told not to', () => {
    expect(report.base?.name).toBe('main')
    const [file, base] = [policyOf(report, 'file'), policyOf(report, 'base')]
    expect(file.counts.retrainings).toBe(0)
    expect(file.counts.alerts).toBeGreaterThan(0)
    expect(base.counts.retrainings).toBeGreaterThan(0)
    expect(base.counts.promotions).toBeGreaterThan(1)
    // What the label depends on turns round half-way.
    expect(base.quality.metrics.roc_auc).toBeGreaterThan((file.quality.metrics.roc_auc ?? 1) + 0.05)
    expect(report.endpoints[0]?.verdict.quality).toBe('worse')
  })

  it('is held against a model that is never retrained, and one that is each month', () => {
    expect(policyOf(report, 'never').counts).toMatchObject({ trainings: 1, retrainings: 0, alerts: 0, promotions: 1 })
    expect(policyOf(report, 'monthly').counts).toMatchObject({ retrainings: 1, promotions: 2 })
    expect(policyOf(report, 'never').quality).toEqual(policyOf(report, 'file').quality)
  })

  it('costs what its trainings take at a nominal speed, by the prices of the platform', () => {
    const { cost, counts } = policyOf(report, 'base')
    expect(cost).toMatchObject({ basis: 'nominal', currency: 'EUR' })
    expect(cost.cpuHours).toBeCloseTo(2 * cost.hours, 3)
    expect(cost.hours * 3600).toBeCloseTo(counts.trainings, 0)
    expect(cost.amount).toBeCloseTo(cost.cpuHours * 10, 2)
  })

  it('says what past data cannot tell', () => {
    expect(report.notSimulated).toEqual([
      { subject: 'endpoint/orders-api', where: 'analysis health', what: 'error_rate' },
      { subject: 'endpoint/orders-api', where: 'analysis health', what: 'latency_p99' },
    ])
  })

  it('leaves what is live as it was', () => {
    expect(readdirSync(join(folder, '.aifactory')).sort()).toEqual(['.gitignore', 'backtest'])
  })

  it('is told in a table for a terminal and in Markdown for a pull request', async () => {
    const pretty = await backtest(folder)
    expect(pretty.out).toContain('never retrained')
    expect(pretty.out).toContain('Compared with main, this policy would have retrained never instead of')
    const markdown = readFileSync(join(root, 'out/report.md'), 'utf8')
    expect(markdown).toMatch(/^<!-- aifactory: backtest -->\n### Backtest of orders against main \([0-9a-f]{8}\)/)
    expect(markdown).toContain('| ROC AUC |')
  }, 60_000)

  it('draws other requests for a canary from another seed', async () => {
    const { out } = await backtest(folder, '--seed', '1', '--to', '2024-02-12', '--output', 'json')
    const { out: other } = await backtest(folder, '--seed', '2', '--to', '2024-02-12', '--output', 'json')
    expect(JSON.parse(out)).toMatchObject({ seed: 1 })
    expect(out.replace('"seed": 1', '"seed": 2')).not.toBe(other)
  }, 120_000)
})

describe('a backtest that cannot be', () => {
  it.each([
    ['a start before the data', undefined, ['--from', '2019-01-01'], /AF8082/],
    ['an end before the start', undefined, ['--from', '2024-02-01', '--to', '2024-01-15'], /AF8084/],
    ['outcomes that never come', (text: string) => text.replace('delay: 1h', 'delay: 5000d'), ['--to', '2024-01-20'], /AF8083/],
    ['no commit of that name', undefined, ['--against', 'nowhere'], /AF8040/],
    ['a file with errors', (text: string) => text.replace('method: psi', 'method: psy'), [], /AF2\d{3}.*\n.*aifactory\.yaml:68/],
  ])(
    'is refused for %s',
    async (title, edit, args, told) => {
      const folder = await shop(title.replaceAll(' ', '-'), edit)
      const { status, error, out } = await backtest(folder, ...(args.includes('--against') ? args : ['--against', 'none', ...args]))
      expect({ status, out }).toEqual({ status: 1, out: '' })
      expect(error).toMatch(told)
      expect(existsSync(join(folder, '.aifactory', 'state.db'))).toBe(false)
    },
    60_000,
  )

  it('is bad usage for an option that is none', async () => {
    expect(await backtest(join(root, 'quiet'), '--step', '5')).toMatchObject({ status: 2 })
  })
})
