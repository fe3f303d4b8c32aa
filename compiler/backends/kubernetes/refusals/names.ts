import type { Refusal } from '../../refusal.js'

const NAME = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/
const SECRET_KEY = /^[A-Za-z0-9_.-]{1,253}$/
const VARIABLE = /^[^=\0]+$/

const LABELS = ['metadata.labels', 'spec.platform.tags', 'spec.platform.gpu.nodeSelector', 'spec.platform.spot.nodeSelector']
const SECRETS = ['spec.endpoints.*.auth.secretRef', 'spec.models.*.trainer.env.*.secretRef']

/** Texts that end up where Kubernetes is stricter than the language: keys and values of labels, names of secrets. */
export const NAMES: readonly Refusal[] = [
  ...[...LABELS, 'metadata.annotations'].map((map) => key(`${map}.*`, isKey, "a label's or annotation's key")),
  ...LABELS.map((map) => text(`${map}.*`, (value) => value === '' || NAME.test(value), "a label's value")),
  text('spec.platform.images.pullSecrets[]', isSecretName, 'the name of a Secret'),
  text('spec.platform.gpu.resourceName', (name) => isKey(name) && name.includes('/'), 'the name of an extended resource'),
  ...SECRETS.flatMap((ref) => [
    text(`${ref}.name`, isSecretName, 'the name of a Secret'),
    text(`${ref}.key`, (value) => SECRET_KEY.test(value), 'a key of a Secret'),
  ]),
  key('spec.models.*.trainer.env.*', (variable) => VARIABLE.test(variable), 'the name of an environment variable'),
  text('spec.models.*.trainer.queueName', (name) => SUBDOMAIN.test(name) && NAME.test(name), 'the name of a queue'),
]

function text(field: string, isValid: (text: string) => boolean, what: string): Refusal {
  return { code: 'AF6030', field, when: (value) => !isValid(String(value)), message: (value) => invalid(value, what) }
}

function key(field: string, isValid: (key: string) => boolean, what: string): Refusal {
  const last = ({ path }: { readonly path: readonly (string | number)[] }) => String(path.at(-1))
  return { code: 'AF6030', field, when: (_value, at) => !isValid(last(at)), message: (_value, at) => invalid(last(at), what) }
}

function invalid(value: unknown, what: string): string {
  return `Kubernetes does not take ${JSON.stringify(value)} as ${what}`
}

function isKey(key: string): boolean {
  const [name, prefix, ...more] = key.split('/').reverse()
  return more.length === 0 && NAME.test(name ?? '') && (prefix === undefined || (prefix.length <= 253 && SUBDOMAIN.test(prefix)))
}

function isSecretName(name: string): boolean {
  return name.length <= 253 && SUBDOMAIN.test(name)
}
