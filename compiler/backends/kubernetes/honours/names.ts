import type { Factory } from '../../../graph/factory.js'
import { type Finding, refused } from '../finding.js'

const NAME = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/
const SECRET_KEY = /^[A-Za-z0-9_.-]{1,253}$/
const VARIABLE = /^[^=\0]+$/

/** Texts that end up where Kubernetes is stricter than the language: keys and values of labels, names of secrets. */
export function nameFindings(factory: Factory): Finding[] {
  const { platform } = factory
  return [
    ...labels(factory.labels, ['metadata', 'labels']),
    ...labels(platform.tags, ['spec', 'platform', 'tags']),
    ...keys(factory.annotations, ['metadata', 'annotations']),
    ...labels(platform.gpu.nodeSelector, ['spec', 'platform', 'gpu', 'nodeSelector']),
    ...labels(platform.spot.nodeSelector, ['spec', 'platform', 'spot', 'nodeSelector']),
    ...platform.images.pullSecrets.flatMap((name, index) => secretName(name, ['spec', 'platform', 'images', 'pullSecrets', index])),
    ...(isKey(platform.gpu.resourceName) && platform.gpu.resourceName.includes('/')
      ? []
      : [invalid(['spec', 'platform', 'gpu', 'resourceName'], platform.gpu.resourceName, 'the name of an extended resource')]),
    ...secrets(factory),
    ...Object.values(factory.models).flatMap(({ name, trainer: { queueName } }) =>
      queueName === undefined || (SUBDOMAIN.test(queueName) && NAME.test(queueName))
        ? []
        : [invalid(['spec', 'models', name, 'trainer', 'queueName'], queueName, 'the name of a queue')],
    ),
  ]
}

function labels(map: Readonly<Record<string, string>>, path: Finding['path']): Finding[] {
  const values = Object.entries(map).filter(([, value]) => value !== '' && !NAME.test(value))
  return [...keys(map, path), ...values.map(([key, value]) => invalid([...path, key], value, "a label's value"))]
}

function keys(map: Readonly<Record<string, string>>, path: Finding['path']): Finding[] {
  return Object.keys(map)
    .filter((key) => !isKey(key))
    .map((key) => invalid([...path, key], key, "a label's or annotation's key"))
}

function isKey(key: string): boolean {
  const [name, prefix, ...more] = key.split('/').reverse()
  return more.length === 0 && NAME.test(name ?? '') && (prefix === undefined || (prefix.length <= 253 && SUBDOMAIN.test(prefix)))
}

function secrets(factory: Factory): Finding[] {
  const endpoints = Object.values(factory.endpoints).flatMap(({ name, auth: { secretRef } }) =>
    secretRef ? [{ ref: secretRef, path: ['spec', 'endpoints', name, 'auth', 'secretRef'] }] : [],
  )
  const trainers = Object.values(factory.models).flatMap(({ name, trainer }) =>
    trainer.runtime === 'tfjs'
      ? []
      : Object.entries(trainer.env).map(([variable, value]) => ({
          variable,
          value,
          path: ['spec', 'models', name, 'trainer', 'env', variable],
        })),
  )
  const refs = [
    ...endpoints,
    ...trainers.flatMap(({ value, path }) => (typeof value === 'string' ? [] : [{ ref: value.secretRef, path: [...path, 'secretRef'] }])),
  ]
  return [
    ...refs.flatMap(({ ref, path }) => [
      ...secretName(ref.name, [...path, 'name']),
      ...(SECRET_KEY.test(ref.key) ? [] : [invalid([...path, 'key'], ref.key, 'a key of a Secret')]),
    ]),
    ...trainers
      .filter(({ variable }) => !VARIABLE.test(variable))
      .map(({ variable, path }) => invalid(path, variable, 'the name of an environment variable')),
  ]
}

function secretName(name: string, path: Finding['path']): Finding[] {
  return name.length <= 253 && SUBDOMAIN.test(name) ? [] : [invalid(path, name, 'the name of a Secret')]
}

function invalid(path: Finding['path'], text: string, what: string): Finding {
  return refused({ code: 'AF6030', path, message: `Kubernetes does not take ${JSON.stringify(text)} as ${what}` })
}
