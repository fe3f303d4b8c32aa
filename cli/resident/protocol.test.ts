import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_REQUEST_BYTES, readRequest, writeAnswer, writeRequest } from './protocol.js'

const field = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''))

test('a request is read as it was written, however it arrives', () => {
  const pair = fc.tuple(
    field.map((name) => `N${name.replaceAll('=', '')}`),
    field,
  )
  fc.assert(
    fc.property(field, fc.array(pair), fc.array(field), fc.boolean(), fc.nat(), (folder, pairs, args, terminal, cut) => {
      const environment = new Map(pairs)
      const variables = [...environment].map(([name, value]) => `${name}=${value}`)
      const bytes = writeRequest(['run', folder, '1:2', terminal ? '1' : '0', String(variables.length), ...variables, ...args])
      expect(readRequest(bytes.subarray(0, cut % bytes.length))).toBeUndefined()
      expect(readRequest(bytes)).toEqual({ kind: 'run', folder, stamp: '1:2', terminal, environment, args })
    }),
  )
})

test.each([
  ['no length', 'GET / HTTP/1.1\r\n'],
  ['an empty one', '0\n'],
  ['more than anybody sends', `${MAX_REQUEST_BYTES + 1}\n`],
  ['a kind that there is not', '5\nload\0'],
  ['a field without an end', '4\nstop'],
  ['more variables than fields', '12\nrun\0/\x001:2\x000\x009\0'],
])('%s is no request', (_, text) => {
  expect(() => readRequest(Buffer.from(text))).toThrow(RangeError)
})

test('whatever bytes come, they are read, waited for or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        readRequest(Buffer.from(bytes))
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
  )
})

test('an answer counts bytes, not characters', () => {
  const pieces = [
    { descriptor: 2, text: 'é\n' },
    { descriptor: 1, text: 'x' },
  ] as const
  expect(writeAnswer({ pieces, status: 1 }).toString()).toBe('2 3\né\n1 1\nxexit 1\n')
  expect(writeAnswer('cold').toString()).toBe('cold\n')
})
