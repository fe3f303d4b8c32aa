import { expect, it } from 'vitest'
import { corrected, FIGHT_AT, HALF_LIFE_MS, type Heat, heatAt, isFight, waitBeforeCorrection } from './fight.js'

const after = (times: readonly number[]): Heat | undefined => times.reduce<Heat | undefined>((heat, at) => corrected(heat, at), undefined)

it('a correction now and then is no fight, however many there are', () => {
  const times = Array.from({ length: 1_000 }, (_, index) => index * HALF_LIFE_MS)
  expect(isFight(after(times), times.at(-1) ?? 0)).toBe(false)
  expect(waitBeforeCorrection(after(times), times.at(-1) ?? 0)).toBe(0)
})

it('many in a short time are one, and it is over when nothing happens', () => {
  const heat = after([0, 100, 200, 300, 400, 500])
  expect(isFight(heat, 500)).toBe(true)
  expect(isFight(heat, 500 + HALF_LIFE_MS)).toBe(false)
  expect(heatAt(heat, 500 + HALF_LIFE_MS)).toBeCloseTo(heatAt(heat, 500) / 2)
})

it('corrections wait longer each time, up to a limit', () => {
  let heat = after(Array.from({ length: FIGHT_AT + 1 }, () => 0))
  let before = 0
  for (let step = 0; step < 20; step++) {
    const wait = waitBeforeCorrection(heat, 0)
    expect(wait).toBeGreaterThanOrEqual(before)
    expect(wait).toBeLessThanOrEqual(10 * 60_000)
    before = wait
    heat = corrected(heat, 0)
  }
  expect(before).toBe(10 * 60_000)
})
