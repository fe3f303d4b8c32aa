import { expect, test } from 'vitest'
import { BASE } from '../testing/base-factory.js'
import { compileText } from '../testing/compile-text.js'

const WITH = `${BASE}  variables: { history: 30d, other: { default: 5m }, third: 1 }\n`

async function unused(text: string, input: Parameters<typeof compileText>[1] = {}) {
  const { diagnostics } = await compileText(text, input)
  return diagnostics.flatMap(({ code, file, range, severity }) => (code === 'AF4195' ? [[severity, file, range?.start.column]] : []))
}

test('each variable that nothing uses is told at its name', async () => {
  const line = WITH.split('\n').at(-2) ?? ''
  const at = (name: string) => ['warning', 'aifactory.yaml', line.indexOf(name)]
  expect(await unused(WITH)).toEqual([at('history'), at('other'), at('third')])
})

test.each([
  ['a value', WITH.replace('ttl: 30d', 'ttl: "${var.history}"')],
  ['a part of a text', WITH.replace('path: data/flights.csv', 'path: "data/${var.history}.csv"')],
  [
    'an override of another target',
    `${WITH}  targets: { dev: { default: true }, prod: { featureViews: { carrier_history: { ttl: "\${var.history}" } } } }\n`,
  ],
  ['another variable', WITH.replace('default: 5m', 'default: "${var.history}"')],
])('%s uses it', async (_, text) => {
  expect(await unused(text)).toHaveLength(2)
})

test('what is given beside the files uses it', async () => {
  const values = { set: ['featureViews.carrier_history.ttl=${var.history}'], vars: ['other=${var.third}'], varFiles: [], env: {} }
  expect(await unused(WITH, { values })).toHaveLength(1)
})

test('a target that gives it a value does not use it', async () => {
  expect(await unused(`${WITH}  targets: { dev: { default: true, variables: { history: 7d } } }\n`)).toHaveLength(3)
})

test('variables of a file that others include as well are left to them', async () => {
  const shared = 'spec: { variables: { history: 30d } }\n'
  const including = (path: string) => `${BASE}  include: [${path}]\n`
  expect(await unused(including('own.yaml'), { files: { 'own.yaml': shared } })).toHaveLength(1)
  expect(await unused(including('../shared.yaml'), { files: { '../shared.yaml': shared } })).toEqual([])
})
