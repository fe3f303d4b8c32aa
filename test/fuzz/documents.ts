import fc from 'fast-check'
import { parse, stringify } from 'yaml'
import { CODES, type CodeEntry } from '../../compiler/diagnostics/codes.js'
import { BASE } from '../../compiler/testing/base-factory.js'
import { withSpec } from '../../compiler/testing/compile-text.js'

/** The files of a factory, by path. aifactory.yaml is where it begins. */
export type Files = Readonly<Record<string, string>>

/** What means something to YAML or to the language, at the wrong place. */
const TOKENS = [
  ...[
    ': ',
    ':',
    '- ',
    '-',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '#',
    ' #',
    '&a ',
    '*a',
    '!t ',
    '|',
    '>',
    '|-',
    '?',
    '%',
    '@',
    '`',
    '\\',
    '<<: ',
  ],
  ...['\n', '\r\n', '\t', ' ', '  ', '\n---\n', '...', '\u0000', '\ufeff', '\u2028', '😀', '\ud800', 'é', '__proto__: 1', '$patch: delete'],
  ...[
    'null',
    '~',
    'true',
    'yes',
    '.inf',
    '0x1F',
    '1e999',
    '-1',
    '2 hours',
    '20 %',
    '"5"',
    '${var.x}',
    '$${var.x}',
    'view:*',
    'a:b:c',
    '0 3 * * *',
  ],
]

/** Texts to begin with: factories that are right, and one for each mistake that is known. */
export function seeds(example: string): string[] {
  const wrong = Object.values<CodeEntry>(CODES).flatMap(({ example: own }) =>
    own ? [own.whole ? own.wrong : withSpec(own.wrong), own.whole ? own.right : withSpec(own.right)] : [],
  )
  return [example, BASE, BASE.replaceAll('\n', '\r\n'), ...wrong]
}

/** Changes of a text: something put in, taken out, doubled, moved, or indented otherwise. */
function edit(): fc.Arbitrary<(text: string) => string> {
  const place = fc.double({ min: 0, max: 1, noNaN: true })
  const at = (text: string, where: number) => Math.floor(where * text.length)
  const onLines = (change: (lines: readonly string[], index: number, other: number) => readonly string[]) =>
    fc.tuple(place, place).map(([one, two]) => (text: string) => {
      const lines = text.split('\n')
      return change(lines, Math.floor(one * lines.length) % lines.length, Math.floor(two * lines.length) % lines.length).join('\n')
    })
  const words = (text: string) => [...text.matchAll(/[\w.-]+/g)]
  return fc.oneof(
    fc.tuple(place, fc.constantFrom(...TOKENS)).map(
      ([where, token]) =>
        (text: string) =>
          text.slice(0, at(text, where)) + token + text.slice(at(text, where)),
    ),
    fc.tuple(place, fc.integer({ min: 1, max: 12 })).map(
      ([where, length]) =>
        (text: string) =>
          text.slice(0, at(text, where)) + text.slice(at(text, where) + length),
    ),
    onLines((lines, index) => lines.toSpliced(index, 1)),
    onLines((lines, index, other) => lines.toSpliced(other, 0, lines[index] ?? '')),
    onLines((lines, index, other) => lines.with(index, lines[other] ?? '').with(other, lines[index] ?? '')),
    onLines((lines, index) => lines.with(index, ` ${lines[index]}`)),
    onLines((lines, index) => lines.with(index, (lines[index] ?? '').replace(/^ {1,2}/, ''))),
    fc.tuple(place, place).map(([one, two]) => (text: string) => {
      const all = words(text)
      const [from, to] = [all[Math.floor(one * all.length)], all[Math.floor(two * all.length)]]
      return from && to ? text.slice(0, from.index) + to[0] + text.slice(from.index + from[0].length) : text
    }),
    fc.tuple(place, fc.nat(3)).map(([one, kind]) => (text: string) => {
      const all = words(text)
      const word = all[Math.floor(one * all.length)]
      return word ? text.slice(0, word.index) + misspelt(word[0], kind) + text.slice(word.index + word[0].length) : text
    }),
  )
}

function misspelt(word: string, kind: number): string {
  const middle = Math.floor(word.length / 2)
  if (kind === 0) return word.slice(0, middle) + word.slice(middle + 1)
  if (kind === 1) return `${word.slice(0, middle)}x${word.slice(middle)}`
  if (kind === 2) return word.toUpperCase()
  return word.slice(0, middle) + (word[middle + 1] ?? '') + (word[middle] ?? '') + word.slice(middle + 2)
}

/** A seed after some changes. */
function mutated(texts: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(edit(), { minLength: 1, maxLength: 4 }))
    .map(([text, edits]) => edits.reduce((result, change) => change(result), text))
}

/** Any YAML below the sections and fields of the language. */
function generated(): fc.Arbitrary<string> {
  const base = parse(BASE) as { spec: Record<string, Record<string, unknown>> }
  const names = fc.constantFrom(...new Set(BASE.match(/[A-Za-z_][\w-]*/g) ?? []), 'targets', 'variables', 'include', 'default', 'x y', '')
  const scalar = fc.oneof(
    names,
    fc.constantFrom(...TOKENS),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.double(),
    fc.string({ maxLength: 8 }),
  )
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      scalar,
      fc.dictionary(names, tie('value'), { maxKeys: 4 }),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
  }))
  const sections = [
    'sources',
    'entities',
    'featureViews',
    'datasets',
    'models',
    'endpoints',
    'monitors',
    'targets',
    'variables',
    'platform',
    'pipeline',
    'notifications',
  ]
  return fc
    .tuple(fc.dictionary(fc.constantFrom(...sections), value, { maxKeys: 3 }), fc.boolean(), fc.boolean())
    .map(([changes, whole, flow]) => {
      const spec = whole ? changes : { ...base.spec, ...changes }
      return stringify({ ...base, spec }, { collectionStyle: flow ? 'flow' : 'any', lineWidth: 0 })
    })
}

/** The base factory in two files, of which either may be changed, with a target that overrides some of it. */
function split(): fc.Arbitrary<Files> {
  const base = parse(BASE) as { spec: Record<string, unknown> }
  const { sources, entities, ...rest } = base.spec
  const target = {
    dev: { default: true, endpoints: { 'delay-api': { minReplicas: 2, maxReplicas: 3 } } },
    prod: { models: { 'late-arrival': { trainer: { parameters: { epochs: 9 } } } } },
  }
  const main = stringify({ ...base, spec: { include: ['shared.yaml', 'more.yaml'], variables: { x: 3 }, ...rest, targets: target } })
  const shared = stringify({ spec: { sources } })
  const more = stringify({ spec: { entities } })
  return fc.tuple(mutated([main]), mutated([shared]), mutated([more]), fc.nat(6)).map(([a, b, c, which]) => ({
    'aifactory.yaml': which % 3 === 0 || which === 4 ? a : main,
    'shared.yaml': which % 3 === 1 || which === 4 ? b : shared,
    'more.yaml': which % 3 === 2 ? c : more,
  }))
}

/** Factories as people break them, and as nobody would write them. */
export function factories(example: string): fc.Arbitrary<Files> {
  const one = (text: fc.Arbitrary<string>) => text.map((entry): Files => ({ 'aifactory.yaml': entry }))
  return fc.oneof(
    { weight: 6, arbitrary: one(mutated(seeds(example))) },
    { weight: 3, arbitrary: one(generated()) },
    { weight: 2, arbitrary: split() },
    {
      weight: 1,
      arbitrary: one(fc.array(fc.constantFrom(...TOKENS, 'a', 'spec', 'b: c'), { maxLength: 30 }).map((tokens) => tokens.join(''))),
    },
    { weight: 1, arbitrary: one(fc.string({ unit: 'binary', maxLength: 40 })) },
  )
}
