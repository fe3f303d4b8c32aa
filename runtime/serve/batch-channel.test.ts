import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BatchReceiver, BatchSender, type Reply } from './batch-channel.js'
import type { BatchMessage } from './worker-protocol.js'

/** Both ends in one thread: the worker's waits only where a command is there already. */
function connect() {
  let heard: ((reply: Reply) => void) | undefined
  const sender = new BatchSender((reply) => heard?.(reply))
  const reply = () =>
    new Promise<Reply>((resolve) => {
      heard = resolve
    })
  return { sender, receiver: new BatchReceiver(sender.memory), reply }
}
const never = (): never => {
  throw new Error('the port is not needed')
}

const batches = fc.record({
  rows: fc.integer({ min: 1, max: 1000 }),
  numbers: fc.array(fc.double()),
  texts: fc.array(fc.string({ unit: 'binary' })),
})

test('batches and answers arrive as they were sent, one after another', async () => {
  const { sender, receiver, reply } = connect()
  await fc.assert(
    fc.asyncProperty(batches, fc.array(fc.double(), { minLength: 1 }), fc.boolean(), async (batch, doubles, multiclass) => {
      const sent: BatchMessage = { ...batch, numbers: Float64Array.from(batch.numbers) }
      sender.send(sent, never)
      expect(receiver.wait(0)).toBe('batch')
      expect(structuredClone(receiver.read())).toEqual(sent)
      const values = Float64Array.from(doubles)
      const probabilities = multiclass ? Float64Array.from([...doubles, ...doubles, ...doubles]) : undefined
      const answered = reply()
      receiver.answer({ values, probabilities }, never)
      expect(await answered).toEqual({ kind: 'answer', answer: { values, probabilities } })
    }),
  )
})

test('what is too large goes through the port, and the other end is told', async () => {
  const { sender, receiver, reply } = connect()
  const ported: unknown[] = []
  const batch = { rows: 1, numbers: new Float64Array(0), texts: ['x'.repeat(100_000)] }
  const answered = reply()
  sender.send(batch, (large) => void ported.push(large))
  expect(receiver.wait(0)).toBe('port')
  const answer = { values: new Float64Array(100_000) }
  receiver.answer(answer, (large) => void ported.push(large))
  expect(await answered).toEqual({ kind: 'port' })
  expect(ported).toEqual([batch, answer])
})

test('errors arrive as text, and stop as a command', async () => {
  const { sender, receiver, reply } = connect()
  const answered = reply()
  sender.send({ rows: 1, numbers: Float64Array.of(1), texts: [] }, never)
  receiver.wait(0)
  receiver.error('größer')
  expect(await answered).toEqual({ kind: 'error', message: 'größer' })
  sender.stop()
  expect(receiver.wait(0)).toBe('stop')
  expect(receiver.wait(0)).toBe('none')
})

test('once the worker is gone nothing is heard', async () => {
  const { sender, receiver, reply } = connect()
  const answered = reply()
  sender.send({ rows: 1, numbers: new Float64Array(0), texts: [] }, never)
  sender.close()
  receiver.error('late')
  expect(await Promise.race([answered, new Promise((resolve) => setImmediate(resolve, 'silence'))])).toBe('silence')
})
