import { expect, test } from 'vitest'
import type { ServingRoute } from '../../schema/generated/jobs.js'
import { chooseRoute, routedVersions } from './routing.js'

const none = { header: () => undefined, input: () => undefined }
const ids = Array.from({ length: 20_000 }, (_, i) => `request-${i}`)
const share = (route: ServingRoute, is: (choice: ReturnType<typeof chooseRoute>) => boolean): number =>
  ids.filter((id) => is(chooseRoute(route, id, none))).length / ids.length

test('without more rules the primary answers', () => {
  expect(chooseRoute({ primary: 3 }, 'a', none)).toEqual({ version: 3, role: 'primary', mirror: undefined })
})

test.each([0, 0.05, 0.5, 1])('a canary of weight %d gets that share of ids', (weight) => {
  expect(share({ primary: 1, canary: { version: 2, weight } }, ({ role }) => role === 'canary')).toBeCloseTo(weight, 2)
})

test('an id stays with its version, also when the weight grows', () => {
  const at = (weight: number) => ids.filter((id) => chooseRoute({ primary: 1, canary: { version: 2, weight } }, id, none).version === 2)
  const small = at(0.2)
  expect(small).toEqual(at(0.2))
  const large = new Set(at(0.5))
  expect(small.every((id) => large.has(id))).toBe(true)
})

test('the mirror gets its share, has nothing to do with the canary, and never mirrors itself', () => {
  const route: ServingRoute = { primary: 1, canary: { version: 2, weight: 0.5 }, mirror: { version: 3, share: 0.4 } }
  expect(share(route, ({ mirror }) => mirror === 3)).toBeCloseTo(0.4, 2)
  expect(share(route, ({ mirror, role }) => mirror === 3 && role === 'canary')).toBeCloseTo(0.2, 2)
  expect(share({ primary: 1, mirror: { version: 1, share: 1 } }, ({ mirror }) => mirror !== undefined)).toBe(0)
})

test('a header wins over weights, whatever its case in the route', () => {
  const route: ServingRoute = { primary: 1, canary: { version: 2, weight: 1 }, header: { version: 3, name: 'X-Model', value: 'next' } }
  const header = (value: string) => ({ ...none, header: (name: string) => (name === 'x-model' ? value : undefined) })
  expect(chooseRoute(route, 'a', header('next'))).toMatchObject({ version: 3, role: 'canary' })
  expect(chooseRoute(route, 'a', header('Next'))).toMatchObject({ version: 2 })
  expect(chooseRoute({ ...route, header: { version: 1, name: 'x-model', value: 'old' } }, 'a', header('old'))).toMatchObject({
    role: 'primary',
  })
})

test('what is sticky keeps to one version, also when the weight grows, and is divided anew for each version', () => {
  const users = Array.from({ length: 5000 }, (_, i) => `user-${i}`)
  const of = (user: string) => ({ ...none, header: (name: string) => (name === 'x-user' ? user : undefined) })
  const tried = (version: number, weight: number) => {
    const route: ServingRoute = { primary: 1, canary: { version, weight, stickiness: { header: 'X-User' } } }
    return users.filter((user) => {
      const answered = ids.slice(0, 5).map((id) => chooseRoute(route, id, of(user)).version)
      expect(new Set(answered).size).toBe(1)
      return answered[0] === version
    })
  }
  const small = tried(2, 0.2)
  expect(small.length / users.length).toBeCloseTo(0.2, 1)
  const large = new Set(tried(2, 0.5))
  expect(small.every((user) => large.has(user))).toBe(true)
  const next = tried(3, 0.5).filter((user) => large.has(user)).length / large.size
  expect(next).toBeCloseTo(0.5, 1)
})

test('an input can be sticky, and without it the id decides', () => {
  const route: ServingRoute = { primary: 1, canary: { version: 2, weight: 0.5, stickiness: { input: 'carrier' } } }
  const of = (carrier: string | undefined) =>
    ids.slice(0, 200).map((id) => chooseRoute(route, id, { ...none, input: () => carrier }).version)
  expect(new Set(of('UA')).size).toBe(1)
  expect(new Set(of(undefined)).size).toBe(2)
})

test('names each version of a route once', () => {
  expect(routedVersions({ primary: 1, canary: { version: 2, weight: 0 }, mirror: { version: 2, share: 1 } })).toEqual([1, 2])
})
