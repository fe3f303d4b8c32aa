import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SqlColumn } from '../analyzer.js'
import { duckDbAnalyzer } from './duckdb-analyzer.js'

const COLUMNS: readonly SqlColumn[] = [
  { name: 'arr_delay', type: 'float64' },
  { name: 'carrier', type: 'string' },
  { name: 'time_hour', type: 'timestamp' },
  { name: 'late', type: 'bool' },
  { name: 'day', type: 'date' },
  { name: 'n', type: 'int64' },
]
const analyzer = duckDbAnalyzer()

async function verdict(expression: string, columns = COLUMNS) {
  const [found] = (await analyzer([{ expression, columns }])) ?? []
  if (found === undefined) throw new Error('DuckDB is not here')
  return found
}

describe('types', () => {
  test.each([
    ['arr_delay > 15', 'bool'],
    ['"Carrier" || \' x\'', 'string'],
    ['arr_delay -- a comment', 'float64'],
    ['n + 1', 'int64'],
    ['n / 2', 'float64'],
    ['day + 1', 'date'],
    ["time_hour > '2013-06-01' AND late", 'bool'],
    ['time_hour + INTERVAL 3 DAY', 'timestamp'],
    ['extract(hour FROM time_hour)', 'int64'],
    ['list_filter([n, 2], x -> x > 1)[1]', 'int64'],
    ['list_transform([1], lambda x: x + n)[1] > 2', 'bool'],
    ['hash(carrier, time_hour) % 10 = 0', 'bool'],
    ['TRY_CAST(carrier AS DOUBLE)', 'float64'],
    ['struct_pack(a := n)', 'STRUCT(a BIGINT)'],
    ['time_hour - time_hour', 'INTERVAL'],
  ])('%s is %s', async (expression, type) => {
    expect(await verdict(expression)).toMatchObject({ type, problems: [] })
  })

  test('a column of an unknown type leaves the type open, and what can be seen without it is seen', async () => {
    expect(await verdict('other + n')).toEqual({
      problems: [],
      columns: [expect.objectContaining({ name: 'other' }), expect.objectContaining({ name: 'n' })],
    })
    expect((await verdict('sum(other)')).problems).toMatchObject([{ code: 'AF4046' }])
  })
})

describe('problems have a code and a place in the text', () => {
  test.each([
    ['arr_delay > > 15', 'AF4043', '>'],
    ['arr_delay >', 'AF4043', '>'],
    ['(n > 3', 'AF4043', '('],
    ['n > 3)', 'AF4043', ')'],
    ['n) > (3', 'AF4043', ')'],
    ["carrier = 'UA", 'AF4043', "'UA"],
    ['n; DROP TABLE t', 'AF4043', ';'],
    ['n AS m', 'AF4043', 'AS'],
    ['n, carrier', 'AF4043', 'n, carrier'],
    ['n > 1 ORDER BY n', 'AF4043', 'ORDER'],
    ['absolute(n)', 'AF4044', 'absolute'],
    ["getenv('HOME')", 'AF4044', 'getenv'],
    ['carrier::number', 'AF4044', 'number'],
    ["'größe' < foo(n)", 'AF4044', 'foo'],
    ['late AND time_hour > 5', 'AF4045', 'time_hour > 5'],
    ['carrier > 5', 'AF4045', 'carrier > 5'],
    ['carrier + 1', 'AF4045', 'carrier + 1'],
    ['late OR abs(carrier) > 1', 'AF4045', 'abs(carrier)'],
    ['n BETWEEN carrier AND 3', 'AF4045', 'n BETWEEN carrier AND 3'],
    ["regexp_matches(carrier, '(')", 'AF4045', "regexp_matches(carrier, '(')"],
    ['carrier.name', 'AF4045', 'carrier.name'],
    ['n > avg(n)', 'AF4046', 'avg'],
    ['max(n) FILTER (n > 3)', 'AF4046', 'max'],
    ['row_number() OVER (ORDER BY n)', 'AF4046', 'row_number'],
    ['n > (SELECT max(x) FROM other)', 'AF4047', '(SELECT max(x) FROM other)'],
    ["n IN (SELECT 1 FROM read_csv('/etc/passwd'))", 'AF4047', "n IN (SELECT 1 FROM read_csv('/etc/passwd'))"],
    ['*', 'AF4047', '*'],
    ["COLUMNS('a')", 'AF4047', 'COLUMNS'],
    ['unnest([n])', 'AF4047', 'unnest'],
    ["read_text('/etc/passwd')", 'AF4047', 'read_text'],
    ["read_parquet('x')", 'AF4047', 'read_parquet'],
    ['random() < 0.1', 'AF4048', 'random'],
    ['time_hour < now()', 'AF4048', 'now'],
    ['day < current_date', 'AF4048', 'current_date'],
    ['age(time_hour) > INTERVAL 1 DAY', 'AF4048', 'age'],
    ["current_setting('threads') > 1", 'AF4048', 'current_setting'],
    ['current_user = carrier', 'AF4048', 'current_user'],
    ["nextval('s')", 'AF4048', 'nextval'],
    ['n <> NULL', 'AF4049', 'n <> NULL'],
    ['n IN (1, NULL)', 'AF4049', 'n IN (1, NULL)'],
    ["arr_delay > 'much'", 'AF4050', "'much'"],
    ["time_hour > 'June'", 'AF4050', "'June'"],
    ["late = 'perhaps'", 'AF4050', "'perhaps'"],
    ['carrier = 9', 'AF4051', 'carrier = 9'],
    ['1 = 1', 'AF4052', '1 = 1'],
  ])('%s', async (expression, code, place) => {
    const { problems } = await verdict(expression)
    expect(problems.map((problem) => [problem.code, expression.slice(problem.start, problem.end)])).toContainEqual([code, place])
  })

  test('IS NULL and DISTINCT FROM know what to do with NULL', async () => {
    expect((await verdict('n IS NULL OR n IS DISTINCT FROM NULL')).problems).toEqual([])
  })

  test('all unknown columns are told, with their places, and no parameters of lambdas', async () => {
    const text = "größe > 1 AND 'ß' = arr_dlay AND list_filter([n], x -> x > y)[1] > 1"
    const { columns } = await verdict(text)
    expect(columns.map(({ name, start, end }) => [name, text.slice(start, end)])).toEqual([
      ['größe', 'größe'],
      ['arr_dlay', 'arr_dlay'],
      ['n', 'n'],
      ['y', 'y'],
    ])
  })

  test('every function of DuckDB that reads files, settings or the time is refused', async () => {
    const names =
      'read_csv read_json read_parquet read_blob read_text glob getvariable pg_sleep now today uuid current_query write_log sleep_ms'.split(
        ' ',
      )
    for (const name of names)
      expect((await verdict(`${name}(carrier)`)).problems.map(({ code }) => code)).toEqual([expect.stringMatching(/^AF404[478]$/)])
  })
})

test('an expression can neither take long nor break anything', async () => {
  for (const text of [
    `1${'+1'.repeat(900)}`,
    '('.repeat(3000),
    `${'not '.repeat(2000)}late`,
    "repeat('x', 1000000000)",
    'range(1000000000)',
    'x'.repeat(20_000),
  ]) {
    await verdict(text)
  }
  expect(await verdict('n > 1')).toMatchObject({ type: 'bool' })
})

test('any text has an answer whose places lie in it', async () => {
  const words = [
    'n',
    'carrier',
    'x',
    '1',
    "'a'",
    '(',
    ')',
    ',',
    '+',
    '>',
    'and',
    'not',
    'sum',
    'case',
    'when',
    'end',
    '"',
    "'",
    '--',
    '/*',
    '$1',
    ';',
    '*',
    'é',
    '😀',
    ' ',
    'in',
    '[',
    '{',
    '::',
  ]
  const text = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => parts.join(' '))
  await fc.assert(
    fc.asyncProperty(fc.oneof(text, fc.string({ maxLength: 20 })), async (expression) => {
      const { problems, columns } = await verdict(expression)
      for (const { start, end } of [...problems, ...columns]) {
        expect(start).toBeGreaterThanOrEqual(0)
        expect(end).toBeGreaterThanOrEqual(start)
        expect(end).toBeLessThanOrEqual(expression.length)
      }
    }),
    { numRuns: 300 },
  )
})
