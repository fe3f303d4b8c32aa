import { describe, expect, it } from 'vitest'
import type { LiveObject } from '../live-object.js'
import { confirmationFor, confirmationOf, type PruneInput, planPrune } from './prune-plan.js'

const live = (
  kind: string,
  name: string,
  more: { component?: string; annotations?: object; status?: object; labels?: object } = {},
): LiveObject => ({
  apiVersion: 'v1',
  kind,
  metadata: {
    name,
    namespace: 'ns',
    labels: {
      'app.kubernetes.io/managed-by': 'aifactory',
      'app.kubernetes.io/component': more.component ?? 'x',
      'app.kubernetes.io/instance': 'api',
      ...more.labels,
    },
    annotations: (more.annotations ?? {}) as Record<string, string>,
  },
  status: more.status,
})
const plan = (candidates: readonly LiveObject[], more: Partial<PruneInput> = {}) => {
  const { delete: doomed, held, busy, released } = planPrune({ candidates, lasting: 20, limitPercent: 50, confirmed: [], ...more })
  const names = (objects: readonly LiveObject[]): string[] => objects.map(({ metadata }) => metadata.name)
  return {
    delete: names(doomed),
    held: held.map(({ object, why }) => `${object.metadata.name} ${why}`),
    busy: names(busy),
    released: released.length,
  }
}

describe('pruning', () => {
  it('deletes what is neither in use nor much', () => {
    expect(plan([live('Role', 'a'), live('ConfigMap', 'b')])).toEqual({ delete: ['a', 'b'], held: [], busy: [], released: 0 })
  })

  it.each([
    ['a deployment that serves', live('Deployment', 'd', { component: 'serve' }), 'd serving'],
    ['the address of one', live('Service', 's', { component: 'serve' }), 's serving'],
    ['a volume', live('PersistentVolumeClaim', 'v'), 'v data'],
    ['a namespace', live('Namespace', 'n'), 'n data'],
  ])('holds %s', (_what, object, why) => {
    expect(plan([object]).held).toEqual([why])
    expect(plan([object], { confirmed: ['*'] }).delete).toEqual([object.metadata.name])
    expect(plan([object], { confirmed: [confirmationFor(object)] }).delete).toEqual([object.metadata.name])
    expect(plan([object], { confirmed: ['endpoint/other', 'Deployment/other'] }).delete).toEqual([])
  })

  it('never deletes a job that runs, even where it is confirmed', () => {
    const running = live('Job', 'j', { status: { active: 1 } })
    expect(plan([running], { confirmed: ['*'] })).toMatchObject({ delete: [], busy: ['j'] })
    expect(plan([live('Job', 'j', { status: { active: 1, conditions: [{ type: 'Complete', status: 'True' }] } })]).delete).toEqual(['j'])
    expect(plan([live('Job', 'j', { status: { failed: 3, conditions: [{ type: 'Failed', status: 'True' }] } })]).delete).toEqual(['j'])
  })

  it('holds more than its share, without counting what passes', () => {
    const roles = (count: number): LiveObject[] => Array.from({ length: count }, (_, index) => live('Role', `r${index}`))
    expect(plan(roles(10)).delete).toHaveLength(10)
    expect(plan(roles(11)).held).toHaveLength(11)
    expect(plan(roles(11), { limitPercent: 100 }).delete).toHaveLength(11)
    expect(plan(roles(11), { confirmed: ['Role/r0'] }).delete).toHaveLength(11)
    const jobs = Array.from({ length: 30 }, (_, index) => live('Job', `j${index}`))
    expect(plan([...jobs, ...roles(3)]).delete).toHaveLength(33)
  })

  it('always lets a few go: half of two is no share to speak of', () => {
    expect(plan([live('Role', 'a'), live('Role', 'b')], { lasting: 2, limitPercent: 10 }).delete).toHaveLength(2)
  })

  it('releases what is marked, and namespaces that others share', () => {
    expect(plan([live('Role', 'a', { annotations: { 'aifactory.dev/prune': 'disabled' } })])).toMatchObject({ delete: [], released: 1 })
    expect(plan([live('Namespace', 'n', { labels: { 'app.kubernetes.io/managed-by': undefined } })])).toMatchObject({
      held: [],
      released: 1,
    })
  })

  it('reads a confirmation as words', () => {
    expect(confirmationOf(' endpoint/api,  Role/x\nstorage ')).toEqual(['endpoint/api', 'Role/x', 'storage'])
    expect(confirmationOf(undefined)).toEqual([])
  })
})
