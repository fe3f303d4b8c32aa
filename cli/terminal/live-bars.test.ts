import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { formatBar } from './live-bars.js'

const plain = (...args: Parameters<typeof formatBar>): string => stripVTControlCharacters(formatBar(...args))

describe('a bar', () => {
  it('shows how far a job is, and what it says of itself', () => {
    expect(plain({ label: 'train m', done: 500, total: 1000, unit: 'rows', message: 'epoch 1/2', metrics: { loss: 0.5 } }, 120)).toBe(
      `${' '.repeat(17)}${'█'.repeat(12)}${'░'.repeat(12)} train m 500/1,000 rows epoch 1/2  loss 0.5000`,
    )
  })

  it('is empty while nothing is known, and full when more is done than was said', () => {
    expect(plain({ label: 'train m' }, 80)).toContain(`${'░'.repeat(24)} train m`)
    expect(plain({ label: 'train m', done: 3, total: 2 }, 80)).toContain('█'.repeat(24))
  })

  it.each([200, 80, 60, 50])('fits into %i columns', (columns) => {
    const line = plain({ label: 'train late-arrival', done: 1, total: 2, message: 'x'.repeat(300) }, columns)
    expect(line.length).toBeLessThanOrEqual(columns)
  })
})
