import { expect, it } from 'vitest'
import { ORDER } from '../../../../compiler/backends/kubernetes/order.js'
import { stagesOf } from './stages.js'

const object = (kind: string, name = 'x') => ({ apiVersion: 'v1', kind, metadata: { name } })

it('puts what is referred to before what refers to it, as files are ordered', () => {
  const kinds = stagesOf([...ORDER].reverse().map((kind) => object(kind))).map((stage) => stage.map(({ kind }) => kind))
  const at = (kind: string): number => kinds.findIndex((stage) => stage.includes(kind))
  expect(kinds.flat().sort()).toEqual([...ORDER].sort())
  expect(at('Namespace')).toBe(0)
  expect(at('Role')).toBeLessThan(at('RoleBinding'))
  for (const config of ['ConfigMap', 'PersistentVolumeClaim', 'ServiceAccount', 'NetworkPolicy'])
    for (const workload of ['Deployment', 'Job', 'CronJob']) expect(at(config)).toBeLessThan(at(workload))
})

it('takes kinds that it does not know last', () => {
  expect(stagesOf([object('Widget'), object('Namespace')]).map((stage) => stage.map(({ kind }) => kind))).toEqual([
    ['Namespace'],
    ['Widget'],
  ])
})
