import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { writeYaml } from './write-yaml.js'

const byLibrary = (value: unknown) => stringify(value, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false, version: '1.1' })

test.each([
  [{}],
  [[]],
  [{ a: {}, b: [], c: null, d: undefined, e: '' }],
  [{ b: { d: 1, c: [1, 'x', { z: 1, y: [2, [3]] }] } }],
  [{ yes: 'no', on: 'off', n: 'y', true: 'null', '1': '1', '1e3': '0x10', '12:30': '12:30', '2020-01-01': '2020-01-01' }],
  [{ a: 'line\n', b: 'line', c: 'a\nb', d: 'a\n\nb\n', e: '  a\nb\n', f: 'a \nb', g: '\n', h: ['x\ny\n', { i: 'x\ny' }] }],
  [{ a: '- b', c: 'a: b', d: 'a #b', e: '#', f: '*', g: '&', h: '!x', i: '@', j: '%', k: "it's", l: '"', m: 'a:', n: 'tab\t' }],
  [{ a: 0.1, b: 1e21, c: -0, d: 1e-7, e: -5, f: 2 ** 53, g: 1.5e300 }],
  [{ a: 'ghcr.io/x/y:0.1.0', b: 's3://models/x', c: 'a.b/c-d', d: '0 3 1 * *', e: '5%', f: '500m', g: '=', h: '<<', i: '~' }],
  [
    {
      a: '4Gi',
      b: '-e',
      c: '--step',
      d: '--',
      e: '$(POD_NAME)/x',
      f: "metadata.labels['a.b/c']",
      g: 'f(x): y',
      h: 'f() #',
      i: 'tRue',
      j: 'f()-',
    },
  ],
])('%j is written as by the library', (value) => {
  expect(writeYaml(value)).toBe(byLibrary(value))
})

test('whatever is written, the library writes the same', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', ':', '-', '#', '.', '1', '"', "'", '/', '_', 'e', '\t', '{', ',', '=') }),
    fc.string({ unit: fc.constantFrom('a', 'Z', ' ', ':', '#', '-', '$', '(', ']', ';', "'", '"', '\t', '~', ',') }),
    fc.constantFrom(
      'yes',
      'NO',
      'Null',
      '~',
      '.inf',
      '0o7',
      '1_000',
      '190:20:30',
      '2001-12-14t21:59:43.10-05:00',
      '...',
      '---',
      '- ',
      '? x',
      'True',
      'oFF',
      '-e',
      '--step',
      '8Gi',
      'f(x); g("y")',
      "labels['x']",
    ),
  )
  const lines = fc
    .array(fc.string({ unit: fc.constantFrom('a', '{', '"', ':', ' ', '#', '-', '|'), minLength: 1 }), { minLength: 1, maxLength: 4 })
    .map((all) => `${all.join('\n')}\n`)
  const schedule = fc.array(fc.string({ unit: fc.constantFrom('0', '1', '*', '/', '-', ','), minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 6,
  })
  const numeral = fc.stringMatching(/^[0-9]{1,18}$/)
  const digest = fc.string({ unit: fc.constantFrom(...'0123456789abcdefx'), maxLength: 12 })
  const scalar = fc.oneof(
    text,
    lines,
    digest,
    numeral,
    schedule.map((parts) => parts.join(' ')),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 5 }, scalar, fc.array(tie('value'), { maxLength: 4 }), tie('map')),
    map: fc.dictionary(text, fc.oneof(tie('value'), fc.constant(undefined)), { maxKeys: 5, noNullPrototype: true }),
  }))
  fc.assert(
    fc.property(value, (document) => {
      expect(writeYaml(document)).toBe(byLibrary(document))
    }),
    { numRuns: 5_000 },
  )
})

test('signs that end a line for readers of YAML 1.1 are escaped, in keys as well', () => {
  const text = 'a\u0085b: c\u2028- d\u2029\ufeff\u007f\n"e"'
  const value = { [text]: [text, { plain: text, other: 'x' }] }
  const written = writeYaml(value)
  expect(written).not.toMatch(/[\u007f-\u009f\u2028\u2029\ufeff]/)
  expect(written).toContain('other: x\n')
  expect(parse(written)).toEqual(value)
})
