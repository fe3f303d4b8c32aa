import { describe, expect, it } from 'vitest'
import { compile } from '../../compiler/compile.js'
import type { Factory } from '../../compiler/graph/factory.js'
import { AIFACTORY } from '../../test/end-to-end/shop.fixture.js'
import { replayable } from './data-span.js'

async function shop(): Promise<Factory> {
  const { factory } = await compile({ files: { read: async (path) => (path === 'aifactory.yaml' ? AIFACTORY : undefined) } })
  if (!factory) throw new Error('the shop does not compile')
  return factory
}

describe('endpoints that past data can answer', () => {
  it('have rows with event times and outcomes; others are named', async () => {
    const factory = await shop()
    const endpoint = factory.endpoints['orders-api']
    if (!endpoint) throw new Error('no endpoint')
    const both = { ...factory, endpoints: { ...factory.endpoints, blind: { ...endpoint, name: 'blind', groundTruth: undefined } } }
    const { endpoints, notes } = replayable(both)
    expect(endpoints.map(({ name }) => name)).toEqual(['orders-api'])
    expect(notes).toHaveLength(1)
    expect(notes[0]).toContain('blind')
  })

  it('are none without event times', async () => {
    const factory = await shop()
    const source = factory.sources.orders
    if (!source) throw new Error('no source')
    const sources = { orders: { ...source, definition: { ...source.definition, timestampField: undefined } } }
    expect(() => replayable({ ...factory, sources })).toThrow(expect.objectContaining({ code: 'AF8080' }))
    expect(() => replayable({ ...factory, endpoints: {} })).toThrow(expect.objectContaining({ code: 'AF8080' }))
  })

  it('are none without ground truth', async () => {
    const factory = await shop()
    const endpoints = Object.fromEntries(
      Object.values(factory.endpoints).map((found) => [found.name, { ...found, groundTruth: undefined }]),
    )
    expect(() => replayable({ ...factory, endpoints })).toThrow(expect.objectContaining({ code: 'AF8081' }))
  })
})
