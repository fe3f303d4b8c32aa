import { describe, expect, test } from 'vitest'
import { BASE } from '../testing/base-factory.js'
import { codesOf, compileText } from '../testing/compile-text.js'

const withTarget = (body: string): string => BASE.replace('spec:\n', `spec:\n  targets: { prod: ${body} }\n`)
const problems = async (body: string) => (await compileText(withTarget(body))).diagnostics.filter(({ severity }) => severity === 'error')

/** The text that a diagnostic points at. */
const pointedAt = async (body: string) => {
  const [diagnostic] = await problems(body)
  const { start, end } = diagnostic?.range ?? { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } }
  return [diagnostic?.code, withTarget(body).split('\n')[start.line]?.slice(start.column, end.column), diagnostic?.suggestion]
}

describe('what an override may not do', () => {
  test.each([
    ['{ endpoints: { delays: { port: 1 } } }', 'AF3012', 'delays', 'delay-api'],
    ['{ models: { late-arival: { $patch: replace } } }', 'AF3012', 'late-arival', 'late-arrival'],
    ['{ featureViews: { airport_weather: { features: { tmp: {} } } } }', 'AF3012', 'tmp', 'temp'],
    ['{ endpoints: { delay-api: { logger: { $patch: replace, mode: none } } } }', 'AF3012', 'logger', undefined],
    ['{ monitors: { delay: { $patch: delete } } }', 'AF3030', 'delay', 'delay-drift'],
    ['{ endpoints: { delay-api: { logger: { $patch: delete } } } }', 'AF3030', 'logger', undefined],
    ['{ monitors: { delay-drift: { $patch: remove } } }', 'AF3031', 'remove', '"delete"'],
    ['{ monitors: { delay-drift: { $patch: repalce, cooldown: 1h } } }', 'AF3031', 'repalce', '"replace"'],
    ['{ monitors: { delay-drift: { $patch: [delete] } } }', 'AF3031', '[delete]', undefined],
    ['{ monitors: { delay-drift: { $patch: delete, cooldown: 1h } } }', 'AF3032', 'cooldown', undefined],
    ['{ endpoints: { delay-api: { logger: { mode: { $patch: delete } } } } }', 'AF3033', '$patch', undefined],
    ['{ monitors: { delay-drift: { drift: [ { $patch: delete } ] } } }', 'AF3033', '$patch', undefined],
    ['{ endpoints: { delay-api: { groundTruth: null } } }', 'AF3034', 'groundTruth', '$patch'],
    ['{ models: { late-arrival: null } }', 'AF3034', 'late-arrival', '$patch'],
  ])('%s', async (body, code, text, suggestion) => {
    const [found, shown, hint] = await pointedAt(body)
    expect([found, shown]).toEqual([code, text])
    if (suggestion !== undefined) expect(hint).toContain(suggestion)
  })

  test('a patch in the spec itself, or in an included file, is no data', async () => {
    expect(
      codesOf(await compileText(BASE.replace('minReplicas', 'x').replace('delay-drift:\n', 'delay-drift:\n      $patch: replace\n'))),
    ).toContain('AF3033')
    const text = BASE.replace('spec:\n', 'spec:\n  include: [more.yaml]\n')
    const files = { 'more.yaml': 'spec: { platform: { tags: { $patch: delete } } }' }
    expect((await compileText(text, { files })).diagnostics).toMatchObject([{ code: 'AF3033', file: 'more.yaml' }])
  })

  test('parameters of a program may be empty, and hold anything but a patch', async () => {
    const text = withTarget('{ models: { late-arrival: { trainer: { parameters: { depth: null } } } } }').replace(
      'trainer: { runtime: tfjs, parameters: { epochs: 3 } }',
      'trainer: { runtime: command, command: [x], parameters: { depth: 3 } }',
    )
    const { factory } = await compileText(text)
    expect(factory?.models['late-arrival']?.trainer.parameters).toEqual({ depth: null })
  })
})

describe('where an error in a merged document points', () => {
  test('at the target that wrote the value', async () => {
    expect((await pointedAt('{ endpoints: { delay-api: { port: 0 } } }')).slice(0, 2)).toEqual(['AF2006', '0'])
  })

  test('at what removed a field that is needed', async () => {
    const [diagnostic] = await problems('{ models: { late-arrival: { dataset: { $patch: delete } } } }')
    expect(diagnostic).toMatchObject({ code: 'AF2002', related: [{ message: 'removed here', range: { start: { line: 4 } } }] })
  })

  test('at the argument that gave a value, and where it is used', async () => {
    const text = BASE.replace('epochs: 3', 'epochs: "${var.epochs}"').replace('spec:\n', 'spec:\n  variables: { epochs: 3 }\n')
    const { diagnostics } = await compileText(text, { values: { vars: ['epochs=many'] } })
    expect(diagnostics).toMatchObject([
      {
        code: 'AF2003',
        file: '--var[0]',
        range: { start: { column: 7 }, end: { column: 11 } },
        related: [{ message: 'used here', file: 'aifactory.yaml' }],
      },
    ])
    const wrong = text.replace('epochs: 3 }', 'epochs: many }')
    expect((await compileText(wrong)).diagnostics).toMatchObject([
      { code: 'AF2003', file: 'aifactory.yaml', related: [{ message: 'its value is given here', file: 'aifactory.yaml' }] },
    ])
  })
})
