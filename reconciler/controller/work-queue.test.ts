import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pauseAfter, type Verdict, WorkQueue } from './work-queue.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A queue whose work ends when it is told to. */
function scripted(workers: number) {
  const started: string[] = []
  const ends = new Map<string, (verdict: Verdict) => void>()
  const queue = new WorkQueue({
    workers,
    work: (key) => {
      started.push(key)
      return new Promise((resolve) => ends.set(key, resolve))
    },
    onError: () => {},
  })
  const end = async (key: string, verdict: Verdict = { outcome: 'done' }): Promise<void> => {
    ends.get(key)?.(verdict)
    await vi.advanceTimersByTimeAsync(0)
  }
  return { queue, started, end }
}

describe('a work queue', () => {
  it('never works on a key twice at once, and comes back to what was added meanwhile', async () => {
    const { queue, started, end } = scripted(4)
    queue.add('a')
    queue.add('a')
    queue.add('a')
    expect(started).toEqual(['a'])
    await end('a')
    expect(started).toEqual(['a', 'a'])
    await end('a')
    expect(started).toEqual(['a', 'a'])
  })

  it('lets what is urgent overtake', async () => {
    const { queue, started, end } = scripted(1)
    for (const key of ['a', 'b', 'c']) queue.add(key)
    queue.add('c', 'urgent')
    await end('a')
    await end('c')
    await end('b')
    expect(started).toEqual(['a', 'c', 'b'])
  })

  it('keeps failing keys off the workers', async () => {
    const { queue, started, end } = scripted(2)
    queue.add('bad1')
    queue.add('bad2')
    await end('bad1', { outcome: 'failed' })
    await end('bad2', { outcome: 'failed' })
    expect(queue.busy).toBe(0)
    queue.add('good')
    expect(started).toEqual(['bad1', 'bad2', 'good'])
    await vi.advanceTimersByTimeAsync(pauseAfter(1))
    expect(started).toHaveLength(4)
  })

  it('waits longer after each failure, and not after a success', async () => {
    const { queue, started, end } = scripted(1)
    queue.add('a')
    await end('a', { outcome: 'failed' })
    await vi.advanceTimersByTimeAsync(pauseAfter(1))
    await end('a', { outcome: 'failed' })
    await vi.advanceTimersByTimeAsync(pauseAfter(2) - 1)
    expect(started).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(started).toHaveLength(3)
    await end('a')
    expect(queue.failuresOf('a')).toBe(0)
  })

  it('comes back at the earlier of two times', async () => {
    const { queue, started, end } = scripted(1)
    queue.addAfter('a', 1_000)
    queue.addAfter('a', 5_000)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(started).toEqual(['a'])
    await end('a', { outcome: 'done', after: 10_000 })
    queue.addAfter('a', 2_000)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(started).toHaveLength(2)
  })

  it('stops when what is under way has ended, and begins nothing more', async () => {
    const { queue, started, end } = scripted(1)
    queue.add('a')
    queue.add('b')
    let stopped = false
    const stopping = queue.stop().then(() => {
      stopped = true
    })
    await vi.advanceTimersByTimeAsync(0)
    expect(stopped).toBe(false)
    await end('a')
    await stopping
    expect(started).toEqual(['a'])
  })
})
