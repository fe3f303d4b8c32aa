import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { Report } from '../diagnostics/report.js'
import { mergeIncluded } from './merge.js'
import { type MapNode, nodeAt, type Path, toValue } from './node.js'
import { originsOf } from './origins.js'
import { mergeOverrides } from './override.js'
import { parse } from './parse.js'
import { SourceFile } from './source-file.js'

const read = async (path: string, value: unknown): Promise<MapNode> => {
  const tree = await parse(new SourceFile(path, stringify(value)), new Report())
  if (tree === undefined) throw new Error('not read')
  return tree
}

type Plain = Record<string, unknown>
const isMap = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Paths of all values that hold no others. */
function leaves(value: unknown, path: Path = []): Path[] {
  if (isMap(value)) return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]))
  return [path]
}

const scalar = fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom('a', 'b c', '30d'))
const { fields } = fc.letrec((tie) => ({
  fields: fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd'),
    fc.oneof({ maxDepth: 3 }, scalar, fc.array(scalar, { maxLength: 3 }), tie('fields')),
    {
      minKeys: 1,
      maxKeys: 3,
    },
  ),
})) as { fields: fc.Arbitrary<Plain> }

describe('included files', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const section = fc.constantFrom('models', 'sources', 'variables', 'platform')
  /** Three files that define different things, in any sections. */
  const files = fc
    .array(fc.tuple(section, fc.constantFrom(...names), scalar, fc.nat(2)), { maxLength: 12 })
    .map((things) => {
      const specs: Record<string, Plain>[] = [{}, {}, {}]
      const seen = new Set<string>()
      for (const [kind, name, value, file] of things) {
        if (seen.has(`${kind}.${name}`)) continue
        seen.add(`${kind}.${name}`)
        const spec = specs[file] ?? {}
        spec[kind] = { ...spec[kind], [name]: { value } }
      }
      return specs
    })
    .filter((specs) => specs.every((spec) => Object.keys(spec).length > 0))

  test('give the same in whatever way they are put together', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (specs) => {
        const [a, b, c] = (await Promise.all(specs.map((spec, index) => read(`${index}.yaml`, spec)))) as [MapNode, MapNode, MapNode]
        const report = new Report()
        const left = mergeIncluded(mergeIncluded(a, b, report), c, report)
        const right = mergeIncluded(a, mergeIncluded(b, c, report), report)
        const other = mergeIncluded(mergeIncluded(c, b, report), a, report)
        expect(report.diagnostics).toEqual([])
        expect(toValue(left)).toEqual(toValue(right))
        expect(toValue(left)).toEqual(toValue(other))
        for (const path of leaves(toValue(left))) {
          const [origin, ...rest] = originsOf(left, path)
          expect(rest).toEqual([])
          const file = Number(origin?.key.file.path.slice(0, 1))
          expect(path.reduce<unknown>((value, key) => (value as Plain)[key], specs[file])).toEqual(origin && toValue(origin.value))
        }
      }),
      { numRuns: 300 },
    )
  })

  test('that define the same are an error at the second, with the first beside it', async () => {
    const report = new Report()
    const first = await read('one.yaml', { models: { m: { task: 'x' } }, platform: { tags: { a: 1 }, storage: '5Gi' } })
    const second = await read('two.yaml', { models: { m: { task: 'x' } }, platform: { tags: { b: 2 }, storage: '5Gi' } })
    expect(toValue(mergeIncluded(first, second, report))).toMatchObject({ platform: { tags: { a: 1, b: 2 }, storage: '5Gi' } })
    expect(report.diagnostics).toMatchObject([
      {
        code: 'AF3013',
        file: 'two.yaml',
        range: { start: { line: 1, column: 2 } },
        related: [{ file: 'one.yaml', message: 'first defined here' }],
      },
      { code: 'AF3013', file: 'two.yaml', range: { start: { line: 6, column: 2 } }, related: [{ file: 'one.yaml' }] },
    ])
  })
})

describe('overrides', () => {
  /** What overriding means, without places. */
  const merged = (base: unknown, change: unknown): unknown => {
    if (!isMap(change)) return change
    const { $patch, ...rest } = change
    if ($patch === 'replace' || !isMap(base)) return rest
    const result: Plain = { ...base }
    for (const [key, value] of Object.entries(rest)) {
      if (isMap(value) && value.$patch === 'delete') delete result[key]
      else result[key] = merged(result[key], value)
    }
    return result
  }

  /** A change of some of what is there, and some more. */
  const changeOf = (base: Plain): fc.Arbitrary<Plain> =>
    fc.record(
      Object.fromEntries(
        Object.entries(base).map(([key, value]) => [
          key,
          fc.oneof(
            scalar as fc.Arbitrary<unknown>,
            fc.array(scalar, { maxLength: 2 }),
            fc.constant({ $patch: 'delete' }),
            ...(isMap(value) ? [changeOf(value), fields.map((rest) => ({ $patch: 'replace', ...rest }))] : []),
          ),
        ]),
      ),
      { requiredKeys: [] },
    ) as fc.Arbitrary<Plain>
  const cases = fields.chain((base) => fc.tuple(fc.constant(base), changeOf(base), fc.dictionary(fc.constantFrom('x', 'y'), scalar)))

  test('do what they mean, and each value knows who wrote it and what it took the place of', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ([base, change, more]) => {
        const written = { ...change, ...more }
        const [before, override] = await Promise.all([read('base.yaml', base), read('target.yaml', written)])
        const report = new Report()
        const after = mergeOverrides(before, override, { layer: { kind: 'target', name: 't' }, report })
        expect(report.diagnostics).toEqual([])
        const value = toValue(after)
        expect(value).toEqual(merged(base, written))
        expect(toValue(before)).toEqual(base)
        for (const path of leaves(value)) {
          if (path.length === 0) continue
          const origins = originsOf(after, path)
          const [first] = origins
          expect(first && toValue(first.value)).toEqual(toValue(nodeAt(after, path) as MapNode))
          expect(first?.by === 'target').toBe(first?.key.file.path === 'target.yaml')
          // What was there before is the end of the chain.
          const was = nodeAt(before, path)
          if (was !== undefined) expect(toValue(origins.at(-1)?.value as MapNode)).toEqual(toValue(was))
        }
        for (const path of leaves(base)) {
          if (nodeAt(after, path) === undefined) expect(originsOf(after, path).at(-1)?.key.file.path).toBe('base.yaml')
        }
      }),
      { numRuns: 500 },
    )
  })

  test('that were made once change nothing the second time', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ([base, change]) => {
        const overriding = { layer: { kind: 'set' }, report: new Report() } as const
        const [before, override] = await Promise.all([read('base.yaml', base), read('target.yaml', change)])
        const once = mergeOverrides(before, override, overriding)
        const twice = mergeOverrides(once, override, { ...overriding, report: new Report() })
        expect(toValue(twice)).toEqual(toValue(once))
      }),
      { numRuns: 200 },
    )
  })
})
