import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BASE, BASE_UNREAD } from '../../compiler/testing/base-factory.js'
import type { Output } from '../terminal/output.js'
import { run } from './validate-many.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'validate-'))
  mkdirSync(join(folder, 'repository', '.git'), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))

function at(...path: string[]): string {
  return join(folder, 'repository', ...path)
}

async function validate(...args: string[]) {
  const written = { out: '', error: '' }
  const output: Output = { out: (text) => (written.out += text), error: (text) => (written.error += text), colour: false }
  const status = await run(args, output)
  return { status, ...written, codes: [...written.out.matchAll(/^(?:error|warning) (AF\d{4})/gm)].map(([, code]) => code) }
}

describe('a file', () => {
  test('without problems gives one line', async () => {
    writeFileSync(at('aifactory.yaml'), BASE_UNREAD)
    expect(await validate(at())).toMatchObject({ status: 0, out: `✔ ${at()}: no problems\n`, error: '' })
  })

  test('with a problem shows where it is', async () => {
    writeFileSync(at('aifactory.yaml'), BASE_UNREAD.replace('epochs: 3', 'epoch: 3'))
    const { status, out } = await validate(at('aifactory.yaml'))
    expect(status).toBe(1)
    expect(out).toBe(
      [
        'error AF2001: unknown field "epoch"',
        '  at aifactory.yaml:44:47',
        '  44 |       trainer: { runtime: tfjs, parameters: { epoch: 3 } }',
        '     |                                               ^^^^^',
        '  help: Did you mean "epochs"?',
        '',
        `✘ ${at('aifactory.yaml')}: 1 error`,
        '  `aifactory fix` puts 1 of them right.',
        '  `aifactory help AF2001` says more about a code.',
        '',
      ].join('\n'),
    )
  })

  test('with a warning is valid', async () => {
    writeFileSync(at('aifactory.yaml'), BASE_UNREAD.replace('entities:\n', 'entities:\n    plane: { joinKeys: [tail] }\n'))
    const { status, codes } = await validate(at())
    expect({ status, codes }).toEqual({ status: 0, codes: ['AF4040'] })
  })
})

describe('bad input', () => {
  const write = (content: string | Uint8Array) => writeFileSync(at('aifactory.yaml'), content)

  test.each([
    ['an empty file', '', 'AF1005'],
    ['tabs', 'apiVersion: aifactory.dev/v1\nspec:\n\tsources: {}\n', 'AF1007'],
    ['a 10 MB file', `# ${'x'.repeat(10 * 1024 * 1024)}`, 'AF1003'],
    ['duplicate keys', BASE.replace('kind: AIFactory\n', 'kind: AIFactory\nkind: AIFactory\n'), 'AF1008'],
    ['__proto__', BASE.replace('spec:\n', 'spec:\n  __proto__: { a: 1 }\n'), 'AF1011'],
    ['a path outside the repository', BASE_UNREAD.replace('data/flights.json', '../../secrets.json'), 'AF3014'],
    ['an absolute path', BASE_UNREAD.replace('data/flights.json', '/etc/passwd'), 'AF3014'],
    ['an include outside the repository', BASE_UNREAD.replace('spec:\n', 'spec:\n  include: [../outside.yaml]\n'), 'AF3014'],
    ['an include that is absolute', BASE_UNREAD.replace('spec:\n', 'spec:\n  include: [/etc/passwd]\n'), 'AF3014'],
    ['an include that is a folder', BASE_UNREAD.replace('spec:\n', 'spec:\n  include: [.git]\n'), 'AF1002'],
    ['an include that is missing', BASE_UNREAD.replace('spec:\n', 'spec:\n  include: [more.yaml]\n'), 'AF3016'],
  ])('%s', async (_name, text, code) => {
    writeFileSync(join(folder, 'outside.yaml'), 'spec: {}\n')
    write(text)
    const { status, codes, error } = await validate(at())
    expect({ status, codes, error }).toEqual({ status: 1, codes: [code], error: '' })
  })

  test('binary junk', async () => {
    write(Uint8Array.from({ length: 2000 }, (_, index) => (index * 7919) % 256))
    expect(await validate(at())).toMatchObject({ status: 1, codes: ['AF1004'] })
  })

  test('an alias bomb', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `  l${level}: &l${level} [${Array(12)
          .fill(level === 0 ? 'lol' : `*l${level - 1}`)
          .join(', ')}]\n`,
    )
    write(`a:\n${levels.join('')}`)
    expect(await validate(at())).toMatchObject({ status: 1, codes: ['AF1009'] })
  })

  test('a byte order mark and the line ends of Windows are none', async () => {
    write(`\ufeff${BASE_UNREAD}`.replaceAll('\n', '\r\n'))
    expect(await validate(at())).toMatchObject({ status: 0, codes: [] })
  })

  test('a link out of the repository', async () => {
    writeFileSync(join(folder, 'outside.yaml'), BASE)
    symlinkSync(join(folder, 'outside.yaml'), at('aifactory.yaml'))
    expect(await validate(at())).toMatchObject({ status: 1, codes: ['AF3014'] })
  })

  test('a link inside the repository is followed', async () => {
    writeFileSync(at('factory.yaml'), BASE_UNREAD)
    symlinkSync('factory.yaml', at('aifactory.yaml'))
    expect(await validate(at())).toMatchObject({ status: 0, codes: [] })
  })

  test('a missing file and a folder without one are bad usage', async () => {
    expect(await validate(at('none.yaml'))).toMatchObject({ status: 2, codes: ['AF1001'] })
    expect(await validate(at())).toMatchObject({ status: 2, codes: ['AF1002'] })
  })

  test('a device', async () => {
    expect(await validate('/dev/null')).toMatchObject({ status: 1 })
  })

  test('text that steers a terminal is shown as text', async () => {
    write(BASE_UNREAD.replace('source: weather', 'source: "\\e[31mred\\e[0m"'))
    const { status, out } = await validate(at())
    expect(status).toBe(1)
    expect(out).not.toContain('\u001b')
  })
})

describe('data', () => {
  const withoutSchema = BASE.replace(/ {6}schema: .*\n/g, '')

  test('columns are found in the header of a CSV', async () => {
    mkdirSync(at('data'))
    writeFileSync(at('data/flights.csv'), 'time_hour,landed_at,carrier,origin,distance,arr_delay\n2013-01-01,2013-01-01,AA,JFK,100,3\n')
    writeFileSync(at('data/weather.csv'), 'time_hour;origin;wind_speed;temp\n')
    writeFileSync(at('aifactory.yaml'), withoutSchema)
    expect(await validate(at())).toMatchObject({ status: 0, codes: [] })
    writeFileSync(at('aifactory.yaml'), withoutSchema.replace('request: [distance', 'request: [distnace'))
    const { status, out, codes } = await validate(at())
    expect({ status, codes }).toEqual({ status: 1, codes: ['AF3009'] })
    expect(out).toContain('Did you mean "distance"?')
  })

  test('that is missing is a warning, since it may be fetched only where it is used', async () => {
    writeFileSync(at('aifactory.yaml'), withoutSchema)
    expect(await validate(at())).toMatchObject({ status: 0, codes: ['AF7002', 'AF7002'] })
  })

  test('that is missing is missing for each target, and says nothing of columns', async () => {
    const targets = 'spec:\n  targets: { dev: { default: true }, prod: {} }\n'
    writeFileSync(
      at('aifactory.yaml'),
      withoutSchema.replace('spec:\n', targets).replaceAll('format: csv', 'format: parquet').replaceAll('.csv', '.parquet'),
    )
    expect(await validate(at())).toMatchObject({ status: 0, codes: ['AF7002', 'AF7002'] })
  })

  test('that a link takes from outside is an error', async () => {
    mkdirSync(at('data'))
    writeFileSync(join(folder, 'outside.csv'), 'password\n')
    symlinkSync(join(folder, 'outside.csv'), at('data/flights.csv'))
    writeFileSync(at('data/weather.csv'), 'time_hour,origin,wind_speed,temp\n')
    writeFileSync(at('aifactory.yaml'), withoutSchema)
    const { status, codes, out } = await validate(at())
    expect({ status, codes }).toEqual({ status: 1, codes: ['AF7001'] })
    expect(out).not.toContain('password')
  })

  test('that is no parquet is told', async () => {
    mkdirSync(at('data'))
    writeFileSync(at('data/flights.parquet'), 'no parquet at all')
    writeFileSync(at('data/weather.parquet'), '')
    writeFileSync(at('aifactory.yaml'), withoutSchema.replaceAll('format: csv', 'format: parquet').replaceAll('.csv', '.parquet'))
    expect(await validate(at())).toMatchObject({ status: 0, codes: ['AF7005', 'AF7005'] })
  })
})

describe('usage', () => {
  test.each([['--nope'], ['--target'], ['--set', 'novalue'], ['--output', 'xml'], ['--platform', 'moon'], ['--jobs', 'many'], ['--since']])(
    '%s %s is not understood',
    async (...args) => {
      const { status, error, out } = await validate(...args)
      expect({ status, out }).toEqual({ status: 2, out: '' })
      expect(error).toContain('usage: aifactory validate')
    },
  )

  test('--help', async () => {
    expect(await validate('--help')).toMatchObject({ status: 0, out: expect.stringContaining('usage: aifactory validate') })
  })

  test('--target and --set', async () => {
    const text = BASE_UNREAD.replace(
      'spec:\n',
      'spec:\n  variables: { epochs: 3 }\n  targets: { dev: { default: true }, prod: {} }\n',
    ).replace('parameters: { epochs: 3 }', () => `parameters: { epochs: "\${var.epochs}" }`)
    writeFileSync(at('aifactory.yaml'), text)
    expect(await validate(at(), '--target', 'prod', '--var', 'epochs=5')).toMatchObject({ status: 0 })
    expect(await validate(at(), '--var=epochs=many', '--target=prod')).toMatchObject({ status: 1, codes: ['AF2003'] })
    expect(await validate(at(), '--target', 'prd')).toMatchObject({ status: 1, codes: ['AF3010'] })
    expect((await validate(at())).out).toContain('for dev, prod')
  })

  test('--output json is versioned and holds places', async () => {
    writeFileSync(at('aifactory.yaml'), BASE_UNREAD.replace('epochs: 3', 'epoch: 3'))
    const { status, out } = await validate(at(), '--output', 'json')
    expect(status).toBe(1)
    expect(JSON.parse(out)).toEqual({
      version: 1,
      valid: false,
      targets: [null],
      diagnostics: [
        {
          code: 'AF2001',
          docs: 'https://aifactory.dev/diagnostics/AF2001',
          severity: 'error',
          message: 'unknown field "epoch"',
          file: 'aifactory.yaml',
          range: { start: { line: 43, column: 46 }, end: { line: 43, column: 51 } },
          suggestion: 'Did you mean "epochs"?',
          fixes: [
            {
              title: 'Replace "epoch" by "epochs"',
              edits: [
                {
                  file: 'aifactory.yaml',
                  range: { start: { line: 43, column: 46 }, end: { line: 43, column: 51 } },
                  newText: 'epochs',
                },
              ],
              safe: true,
            },
            expect.objectContaining({ title: 'Remove epoch', safe: false }),
          ],
        },
      ],
    })
  })

  test.each([
    ['github', /^::error file=aifactory\.yaml,line=44,endLine=44,col=47,endColumn=51,title=AF2001::/],
    ['sarif', /"version": "2\.1\.0"/],
    ['junit', /<failure message="unknown field &quot;epoch&quot;" type="AF2001">/],
    ['markdown', /^<!-- aifactory: diagnostics -->/],
  ])('--output %s', async (format, expected) => {
    writeFileSync(at('aifactory.yaml'), BASE_UNREAD.replace('epochs: 3', 'epoch: 3'))
    const { status, out } = await validate(at(), '--output', format)
    expect(status).toBe(1)
    expect(out).toMatch(expected)
    expect((await validate(at('none.yaml'), '--output', format)).out).toContain('AF1001')
  })

  test('--platform refuses what it would not honour', async () => {
    writeFileSync(at('aifactory.yaml'), BASE.replaceAll('format: csv', 'format: delta').replaceAll('.csv', ''))
    expect(await validate(at(), '--platform', 'embedded')).toMatchObject({ status: 1, codes: ['AF6101', 'AF6101'] })
    expect(await validate(at(), '--platform', 'kubernetes')).toMatchObject({ status: 1, codes: ['AF6007', 'AF6007'] })
    writeFileSync(
      at('aifactory.yaml'),
      BASE.replaceAll('format: csv', 'format: postgres\n      connection: { name: warehouse, key: url }').replaceAll('.csv', ''),
    )
    expect(await validate(at(), '--platform', 'kubernetes')).toMatchObject({ status: 1, codes: ['AF6003', 'AF6007', 'AF6003', 'AF6007'] })
  })
})

test('the flights example has no problems, and its data is looked into', async () => {
  const example = join(import.meta.dirname, '../../examples/flight-delays')
  expect(await validate(example)).toMatchObject({ status: 0, codes: [] })
})
