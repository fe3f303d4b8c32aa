import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { run } from './schema.js'

async function schema(...args: string[]) {
  const texts: string[] = []
  const add = (text: string): void => {
    texts.push(text)
  }
  const status = await run(args, { out: add, error: add, colour: false })
  return { status, text: texts.join('') }
}

test('prints the published schema, which says where it is published', async () => {
  const { status, text } = await schema()
  expect(status).toBe(0)
  expect(text).toBe(readFileSync(new URL('../../schema/aifactory.v1.schema.json', import.meta.url), 'utf8'))
  expect(JSON.parse(text)).toMatchObject({ $id: 'https://aifactory.dev/schema/aifactory.v1.schema.json' })
  expect((await schema('--version', 'v1')).text).toBe(text)
})

test('prints the one of parts as well', async () => {
  const { text } = await schema('--partial')
  expect(JSON.parse(text)).toMatchObject({ $id: 'https://aifactory.dev/schema/aifactory.v1.partial.schema.json' })
})
